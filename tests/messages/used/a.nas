use "b.nas"
