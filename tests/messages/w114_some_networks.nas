space some "Networks that end otherwise, the first of which does not"

input 8 x 8 x 3
classes 10

network = conv(3) -> (conv(3) | conv(5)) -> (
    flatten -> dense(classes)
  | dense(classes)
  | global_avg_pool -> dense(7)
)
