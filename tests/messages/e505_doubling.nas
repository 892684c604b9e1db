space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block a0 = relu
block a1 = a0 -> a0
block a2 = a1 -> a1
block a3 = a2 -> a2
block a4 = a3 -> a3
block a5 = a4 -> a4
block a6 = a5 -> a5
block a7 = a6 -> a6
block a8 = a7 -> a7
block a9 = a8 -> a8
block a10 = a9 -> a9
block a11 = a10 -> a10
block a12 = a11 -> a11
block a13 = a12 -> a12
block a14 = a13 -> a13
block a15 = a14 -> a14
block a16 = a15 -> a15
block a17 = a16 -> a16
block a18 = a17 -> a17
block a19 = a18 -> a18
block a20 = a19 -> a19
block a21 = a20 -> a20
block a22 = a21 -> a21
block a23 = a22 -> a22
block a24 = a23 -> a23
block a25 = a24 -> a24
block a26 = a25 -> a25
block a27 = a26 -> a26
block a28 = a27 -> a27
block a29 = a28 -> a28
block a30 = a29 -> a29
block a31 = a30 -> a30
block a32 = a31 -> a31
block a33 = a32 -> a32
block a34 = a33 -> a33
block a35 = a34 -> a34
block a36 = a35 -> a35
block a37 = a36 -> a36
block a38 = a37 -> a37
block a39 = a38 -> a38
block a40 = a39 -> a39
block a41 = a40 -> a40
block a42 = a41 -> a41
block a43 = a42 -> a42
block a44 = a43 -> a43
block a45 = a44 -> a44
block a46 = a45 -> a45
block a47 = a46 -> a46
block a48 = a47 -> a47
block a49 = a48 -> a48
block a50 = a49 -> a49
block a51 = a50 -> a50
block a52 = a51 -> a51
block a53 = a52 -> a52
block a54 = a53 -> a53
block a55 = a54 -> a54
block a56 = a55 -> a55
block a57 = a56 -> a56
block a58 = a57 -> a57
block a59 = a58 -> a58
block a60 = a59 -> a59

network = a60
