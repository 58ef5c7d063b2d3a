;; Dot products of rows of 16-bit numbers, eight products at a time, summed exactly in 32 bits, and which of them are large.
(module
  (memory (export "memory") 1)

  ;; The sums of four vectors' lanes, in one
  (func $sums (param $a v128) (param $b v128) (param $c v128) (param $d v128) (result v128)
    (local $ab v128) (local $cd v128)
    (local.set $ab (i32x4.add
      (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $a) (local.get $b))
      (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $a) (local.get $b))))
    (local.set $cd (i32x4.add
      (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $c) (local.get $d))
      (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $c) (local.get $d))))
    (i32x4.add
      (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $ab) (local.get $cd))
      (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $ab) (local.get $cd))))

  ;; Lanes where a row's products, less the handicaps of the others, exceed the row's limit, or the other way round
  (func $large (param $products v128) (param $row i32) (param $others i32) (param $handicaps i32) (result v128)
    (v128.or
      (i32x4.gt_s
        (i32x4.sub (local.get $products) (v128.load (i32.add (local.get $others) (local.get $handicaps))))
        (v128.load32_splat (local.get $row)))
      (i32x4.gt_s
        (i32x4.sub (local.get $products)
          (v128.load32_splat (i32.add (local.get $row) (local.get $handicaps))))
        (v128.load (local.get $others)))))

  ;; Multiplies rows of A by rows of B, two by four at a time; rowsA must be even and rowsB a multiple of 4. A and B: rows of
  ;; `stride` bytes, a multiple of 16; what is beyond the last column is 0. `limitsA` and `limitsB` are their rows' limits,
  ;; 32 bits each, and each row's handicap is `handicaps` bytes behind its limit. Where one of eight products is large, writes
  ;; to `out`: where the first limits of A's rows and of B's are, 8 bytes unused, the products of A's first row, of its second.
  ;; Returns where that ends.
  (func (export "near")
    (param $a i32) (param $rowsA i32) (param $b i32) (param $rowsB i32) (param $stride i32)
    (param $limitsA i32) (param $limitsB i32) (param $handicaps i32) (param $out i32) (result i32)
    (local $b0 i32) (local $left i32) (local $k i32) (local $a1 i32) (local $b1 i32) (local $b2 i32) (local $b3 i32)
    (local $others i32)
    (local $x0 v128) (local $x1 v128) (local $y v128)
    (local $s00 v128) (local $s01 v128) (local $s02 v128) (local $s03 v128)
    (local $s10 v128) (local $s11 v128) (local $s12 v128) (local $s13 v128)
    (block $done
      (loop $rows
        (br_if $done (i32.le_s (local.get $rowsA) (i32.const 0)))
        (local.set $b0 (local.get $b))
        (local.set $others (local.get $limitsB))
        (local.set $left (local.get $rowsB))
        (block $rowDone
          (loop $columns
            (br_if $rowDone (i32.le_s (local.get $left) (i32.const 0)))
            (local.set $s00 (v128.const i32x4 0 0 0 0))
            (local.set $s01 (v128.const i32x4 0 0 0 0))
            (local.set $s02 (v128.const i32x4 0 0 0 0))
            (local.set $s03 (v128.const i32x4 0 0 0 0))
            (local.set $s10 (v128.const i32x4 0 0 0 0))
            (local.set $s11 (v128.const i32x4 0 0 0 0))
            (local.set $s12 (v128.const i32x4 0 0 0 0))
            (local.set $s13 (v128.const i32x4 0 0 0 0))
            (local.set $a1 (i32.add (local.get $a) (local.get $stride)))
            (local.set $b1 (i32.add (local.get $b0) (local.get $stride)))
            (local.set $b2 (i32.add (local.get $b1) (local.get $stride)))
            (local.set $b3 (i32.add (local.get $b2) (local.get $stride)))
            (local.set $k (i32.const 0))
            (loop $products
              (local.set $x0 (v128.load (i32.add (local.get $a) (local.get $k))))
              (local.set $x1 (v128.load (i32.add (local.get $a1) (local.get $k))))
              (local.set $y (v128.load (i32.add (local.get $b0) (local.get $k))))
              (local.set $s00 (i32x4.add (local.get $s00) (i32x4.dot_i16x8_s (local.get $x0) (local.get $y))))
              (local.set $s10 (i32x4.add (local.get $s10) (i32x4.dot_i16x8_s (local.get $x1) (local.get $y))))
              (local.set $y (v128.load (i32.add (local.get $b1) (local.get $k))))
              (local.set $s01 (i32x4.add (local.get $s01) (i32x4.dot_i16x8_s (local.get $x0) (local.get $y))))
              (local.set $s11 (i32x4.add (local.get $s11) (i32x4.dot_i16x8_s (local.get $x1) (local.get $y))))
              (local.set $y (v128.load (i32.add (local.get $b2) (local.get $k))))
              (local.set $s02 (i32x4.add (local.get $s02) (i32x4.dot_i16x8_s (local.get $x0) (local.get $y))))
              (local.set $s12 (i32x4.add (local.get $s12) (i32x4.dot_i16x8_s (local.get $x1) (local.get $y))))
              (local.set $y (v128.load (i32.add (local.get $b3) (local.get $k))))
              (local.set $s03 (i32x4.add (local.get $s03) (i32x4.dot_i16x8_s (local.get $x0) (local.get $y))))
              (local.set $s13 (i32x4.add (local.get $s13) (i32x4.dot_i16x8_s (local.get $x1) (local.get $y))))
              (br_if $products
                (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 16))) (local.get $stride))))
            (local.set $x0
              (call $sums (local.get $s00) (local.get $s01) (local.get $s02) (local.get $s03)))
            (local.set $x1
              (call $sums (local.get $s10) (local.get $s11) (local.get $s12) (local.get $s13)))
            (if (v128.any_true (v128.or
                (call $large (local.get $x0) (local.get $limitsA) (local.get $others) (local.get $handicaps))
                (call $large (local.get $x1) (i32.add (local.get $limitsA) (i32.const 4)) (local.get $others)
                  (local.get $handicaps))))
              (then
                (i32.store (local.get $out) (local.get $limitsA))
                (i32.store offset=4 (local.get $out) (local.get $others))
                (v128.store offset=16 (local.get $out) (local.get $x0))
                (v128.store offset=32 (local.get $out) (local.get $x1))
                (local.set $out (i32.add (local.get $out) (i32.const 48)))))
            (local.set $others (i32.add (local.get $others) (i32.const 16)))
            (local.set $b0 (i32.add (local.get $b3) (local.get $stride)))
            (local.set $left (i32.sub (local.get $left) (i32.const 4)))
            (br $columns)))
        (local.set $limitsA (i32.add (local.get $limitsA) (i32.const 8)))
        (local.set $a (i32.add (local.get $a) (i32.shl (local.get $stride) (i32.const 1))))
        (local.set $rowsA (i32.sub (local.get $rowsA) (i32.const 2)))
        (br $rows)))
    (local.get $out)))
