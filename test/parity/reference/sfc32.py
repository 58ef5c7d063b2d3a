"""Clipscope's seeded random numbers (packages/types/src/random.ts), so that a reference can draw the same ones."""

MASK = 0xFFFFFFFF


def seeded_random(*seeds):
    a, b, c, counter = 0x9E3779B9, 0x243F6A88, 0xB7E15162, 1

    def draw():
        nonlocal a, b, c, counter
        t = (a + b + counter) & MASK
        counter = (counter + 1) & MASK
        a = b ^ (b >> 9)
        b = (c + (c << 3)) & MASK
        c = (((c << 21) | (c >> 11)) + t) & MASK
        return t / 2**32

    for seed in seeds:
        a ^= seed & MASK
        b ^= (seed >> 32) & MASK
        for _ in range(15):
            draw()
    return draw


def shuffled_indices(n, random):
    order = list(range(n))
    for i in range(n - 1, 0, -1):
        j = int(random() * (i + 1))
        order[i], order[j] = order[j], order[i]
    return order
