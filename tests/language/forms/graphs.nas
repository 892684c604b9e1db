space graphs
cell normal(f)=graph(before,last){a=before->fit(last) n1=add([a,last]->edge) return concat(unused([n1]))}
block layer = graph( earlier .. , last ) { return add([last -> relu -> op, any(earlier)], fit=project) }
block unet(depth, f) = given depth { 0: op(f) * 2
  else: graph(x) { left  = x -> op(f) * 2 right = left -> down -> unet(depth-1, 2*f) -> up(f)


  return merge(add | concat, [left, right]) -> op(f) * 2 } }
block follow = given kind[2] { 0_1: relu normal: before: relu | after: gelu twice: before: conv(3) -> batch_norm -> relu -> fit(last) | after: conv(5) -> batch_norm }
block inside = relu -> graph(x) { return x } -> add([given a { b: relu else: gelu }, identity])
network = add(graph(x) { y = x -> conv(3, filters=2 * channels) -> batch_norm -> relu -> conv(3, filters=2 * channels) -> relu return y })
