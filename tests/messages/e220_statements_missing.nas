block stem = conv(3)
