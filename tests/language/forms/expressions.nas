space expressions
let values = [2 * channels, 2*channels, f(2 * channels, n - 1, 2*w + 1, (n-1) * 2, n-1 .. n+1, 1 .. 4 by 2, relu * 2)]
let numbers = [007, 1_000, 150M, 0.750, 1e-3, 2.5e+2]
let arithmetic = [(a - b) - c, a - (b - c), a * (b + c), (a * b) + c, a / (b / c), ((a))]
let repeats = [(relu -> gelu) * 2, relu * (1 .. 4), same (relu | gelu) * (2 | 3), (same relu) * 2, same (a * 2), (relu) * (n - 1)]
let arms = [(a | b) | c, a | (b | c), (a | b) -> c, p: (a | b), p: (q: a), (p: a) -> b, [p: a | q: b], f(p: a), ((a -> b) | c)]
let ranges = [(1..2) .. 3, (1 | 2) .. 3, a -> (1 .. 2)]
