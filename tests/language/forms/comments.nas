

#first of all


#   then this   
space   talk   "Comments" # beside the title
                          # and below it
input 8 x 8 # rows and columns
  x 1
classes # how many
 10
# of an operation
block op # between
  = # after the sign
  conv(3) # small
  # alone among the arms
  | conv(5) # large
  | (relu # in a bracket
  )
block a = relu # one
block bb = gelu # two

# far from what follows


block branches = add([ # the first
  relu, # x
  # before the last
  gelu
  # after the last
], fit # what does not
=project)

cell g = graph( x # the input
 ) { # opening

  # a node
  n1 = x

  n2 = n1 -> op # beside


  # what is given
  return n2
  # nothing after
}
network = op -> # after an arrow
  relu # before one
  -> g
  # alone in a sequence
  -> given size { small: relu # s
   # the other
   else: gelu }
train { # to train
  batch = 3 # images

  # long
  epochs = 4
  # last
}
data { # nothing
}
search {}
# the end
