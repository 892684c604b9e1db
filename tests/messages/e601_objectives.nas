space bad "Objectives that cannot be minimised"

input 8 x 8 x 3
classes 10

network = conv(3) -> flatten -> dense(classes)

require params / 0 <= 3

search {
  minimize = [accuracy, error / 0, 3, loss / (1 - 1)]
  minimize = [error, 1 - accuracy, params / accuracy]
  maximize = [accuracy]
}
