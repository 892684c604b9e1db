# The other half of the circle.
use "a.nas"
