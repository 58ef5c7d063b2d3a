;; Products of rows of 32-bit numbers with one column of 64-bit numbers, summed in 64 bits; each sum in the order, and with the
;; roundings, of a plain loop.
(module
  (memory (export "memory") 1)

  ;; Products of four columns of two rows, in the order of the columns: low and high halves of $x and $y, added to $sum.
  (func $add4 (param $x v128) (param $y v128) (param $b i32) (param $sum v128) (result v128)
    (local $p v128) (local $q v128)
    (local.set $p (f64x2.promote_low_f32x4 (local.get $x)))
    (local.set $q (f64x2.promote_low_f32x4 (local.get $y)))
    (local.set $sum (f64x2.add (local.get $sum) (f64x2.mul
      (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $p) (local.get $q))
      (v128.load64_splat (local.get $b)))))
    (local.set $sum (f64x2.add (local.get $sum) (f64x2.mul
      (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $p) (local.get $q))
      (v128.load64_splat offset=8 (local.get $b)))))
    (local.set $p (f64x2.promote_low_f32x4
      (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $x) (local.get $x))))
    (local.set $q (f64x2.promote_low_f32x4
      (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $y) (local.get $y))))
    (local.set $sum (f64x2.add (local.get $sum) (f64x2.mul
      (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $p) (local.get $q))
      (v128.load64_splat offset=16 (local.get $b)))))
    (f64x2.add (local.get $sum) (f64x2.mul
      (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $p) (local.get $q))
      (v128.load64_splat offset=24 (local.get $b)))))

  ;; `out` [rows] = A · b for `rows` rows, a multiple of 8, of A [rows, cols]; a row of A has `bytes`, a multiple of 16 and more
  ;; than 0, and b twice as many.
  (func (export "column") (param $a i32) (param $rows i32) (param $bytes i32) (param $b i32) (param $out i32)
    (local $p i32) (local $q i32) (local $end i32)
    (local $a1 i32) (local $a2 i32) (local $a3 i32) (local $a4 i32) (local $a5 i32) (local $a6 i32) (local $a7 i32)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128)
    (block $done
      (loop $groups
        (br_if $done (i32.le_s (local.get $rows) (i32.const 0)))
        (local.set $end (i32.add (local.get $a) (local.get $bytes)))
        (local.set $q (local.get $b))
        (local.set $p (local.get $a))
        (local.set $a1 (local.get $end))
        (local.set $a2 (i32.add (local.get $a1) (local.get $bytes)))
        (local.set $a3 (i32.add (local.get $a2) (local.get $bytes)))
        (local.set $a4 (i32.add (local.get $a3) (local.get $bytes)))
        (local.set $a5 (i32.add (local.get $a4) (local.get $bytes)))
        (local.set $a6 (i32.add (local.get $a5) (local.get $bytes)))
        (local.set $a7 (i32.add (local.get $a6) (local.get $bytes)))
        (local.set $s0 (v128.const f64x2 0 0))
        (local.set $s1 (v128.const f64x2 0 0))
        (local.set $s2 (v128.const f64x2 0 0))
        (local.set $s3 (v128.const f64x2 0 0))
        (loop $products
          (local.set $s0 (call $add4
            (v128.load (local.get $p)) (v128.load (local.get $a1)) (local.get $q) (local.get $s0)))
          (local.set $s1 (call $add4
            (v128.load (local.get $a2)) (v128.load (local.get $a3)) (local.get $q) (local.get $s1)))
          (local.set $s2 (call $add4
            (v128.load (local.get $a4)) (v128.load (local.get $a5)) (local.get $q) (local.get $s2)))
          (local.set $s3 (call $add4
            (v128.load (local.get $a6)) (v128.load (local.get $a7)) (local.get $q) (local.get $s3)))
          (local.set $q (i32.add (local.get $q) (i32.const 32)))
          (local.set $a1 (i32.add (local.get $a1) (i32.const 16)))
          (local.set $a2 (i32.add (local.get $a2) (i32.const 16)))
          (local.set $a3 (i32.add (local.get $a3) (i32.const 16)))
          (local.set $a4 (i32.add (local.get $a4) (i32.const 16)))
          (local.set $a5 (i32.add (local.get $a5) (i32.const 16)))
          (local.set $a6 (i32.add (local.get $a6) (i32.const 16)))
          (local.set $a7 (i32.add (local.get $a7) (i32.const 16)))
          (br_if $products
            (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 16))) (local.get $end))))
        (v128.store (local.get $out) (local.get $s0))
        (v128.store offset=16 (local.get $out) (local.get $s1))
        (v128.store offset=32 (local.get $out) (local.get $s2))
        (v128.store offset=48 (local.get $out) (local.get $s3))
        (local.set $out (i32.add (local.get $out) (i32.const 64)))
        (local.set $a (local.get $a7))
        (local.set $rows (i32.sub (local.get $rows) (i32.const 8)))
        (br $groups)))))
