;; Dot products of rows of 16-bit numbers, eight products at a time, summed exactly in 32 bits.
(module
  (memory (export "memory") 1)

  ;; The four lanes' sum
  (func $sum (param $v v128) (result i32)
    (local.set $v (i32x4.add (local.get $v) (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $v) (local.get $v))))
    (i32.add (i32x4.extract_lane 0 (local.get $v)) (i32x4.extract_lane 1 (local.get $v))))

  ;; The sums of four vectors, in one
  (func $sums (param $a v128) (param $b v128) (param $c v128) (param $d v128) (result v128)
    (i32x4.replace_lane 3
      (i32x4.replace_lane 2
        (i32x4.replace_lane 1
          (i32x4.splat (call $sum (local.get $a)))
          (call $sum (local.get $b)))
        (call $sum (local.get $c)))
      (call $sum (local.get $d))))

  ;; `out` [rowsA, rowsB] = A · Bᵀ. A and B: rows of `stride` bytes, a multiple of 16; what is beyond the last column is 0.
  ;; Two rows of A by four of B at a time; rowsA must be even and rowsB a multiple of 4.
  (func (export "dots")
    (param $a i32) (param $rowsA i32) (param $b i32) (param $rowsB i32) (param $stride i32) (param $out i32)
    (local $b0 i32) (local $left i32) (local $k i32) (local $a1 i32) (local $b1 i32) (local $b2 i32) (local $b3 i32)
    (local $x0 v128) (local $x1 v128) (local $y v128)
    (local $s00 v128) (local $s01 v128) (local $s02 v128) (local $s03 v128)
    (local $s10 v128) (local $s11 v128) (local $s12 v128) (local $s13 v128)
    (block $done
      (loop $rows
        (br_if $done (i32.le_s (local.get $rowsA) (i32.const 0)))
        (local.set $b0 (local.get $b))
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
            (v128.store (local.get $out)
              (call $sums (local.get $s00) (local.get $s01) (local.get $s02) (local.get $s03)))
            (v128.store (i32.add (local.get $out) (i32.shl (local.get $rowsB) (i32.const 2)))
              (call $sums (local.get $s10) (local.get $s11) (local.get $s12) (local.get $s13)))
            (local.set $out (i32.add (local.get $out) (i32.const 16)))
            (local.set $b0 (i32.add (local.get $b3) (local.get $stride)))
            (local.set $left (i32.sub (local.get $left) (i32.const 4)))
            (br $columns)))
        (local.set $out (i32.add (local.get $out) (i32.shl (local.get $rowsB) (i32.const 2))))
        (local.set $a (i32.add (local.get $a) (i32.shl (local.get $stride) (i32.const 1))))
        (local.set $rowsA (i32.sub (local.get $rowsA) (i32.const 2)))
        (br $rows)))))
