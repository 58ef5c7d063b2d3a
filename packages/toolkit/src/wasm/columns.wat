;; Products of rows of 32-bit numbers with a few columns of 64-bit numbers, summed in 64 bits; each sum in the order, and with
;; the roundings, of a plain loop.
(module
  (memory (export "memory") 1)

  ;; `out` = A · b for `rows` rows, a multiple of 4, of A [rows, cols], and `next` bytes after it A · c, where c follows b; four
  ;; rows and two columns at a time. A row of A has `bytes`, a multiple of 8 and more than 0, and b and c have twice as many.
  (func (export "columns")
    (param $a i32) (param $rows i32) (param $bytes i32) (param $b i32) (param $out i32) (param $next i32)
    (local $p i32) (local $q i32) (local $r i32) (local $end i32) (local $a1 i32) (local $a2 i32) (local $a3 i32)
    (local $x v128) (local $y v128) (local $u v128) (local $v v128)
    (local $s0 v128) (local $s1 v128) (local $t0 v128) (local $t1 v128)
    (block $done
      (loop $groups
        (br_if $done (i32.le_s (local.get $rows) (i32.const 0)))
        (local.set $end (i32.add (local.get $a) (local.get $bytes)))
        (local.set $q (local.get $b))
        (local.set $r (i32.add (local.get $b) (i32.shl (local.get $bytes) (i32.const 1))))
        (local.set $p (local.get $a))
        (local.set $a1 (local.get $end))
        (local.set $a2 (i32.add (local.get $a1) (local.get $bytes)))
        (local.set $a3 (i32.add (local.get $a2) (local.get $bytes)))
        (local.set $s0 (v128.const f64x2 0 0))
        (local.set $s1 (v128.const f64x2 0 0))
        (local.set $t0 (v128.const f64x2 0 0))
        (local.set $t1 (v128.const f64x2 0 0))
        (loop $products
          (local.set $x (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $p))))
          (local.set $y (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $a1))))
          (local.set $u (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $x) (local.get $y)))
          (local.set $v (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $x) (local.get $y)))
          (local.set $x (v128.load64_splat (local.get $q)))
          (local.set $y (v128.load64_splat (local.get $r)))
          (local.set $s0 (f64x2.add (local.get $s0) (f64x2.mul (local.get $u) (local.get $x))))
          (local.set $t0 (f64x2.add (local.get $t0) (f64x2.mul (local.get $u) (local.get $y))))
          (local.set $s0 (f64x2.add (local.get $s0) (f64x2.mul (local.get $v)
            (v128.load64_splat offset=8 (local.get $q)))))
          (local.set $t0 (f64x2.add (local.get $t0) (f64x2.mul (local.get $v)
            (v128.load64_splat offset=8 (local.get $r)))))
          (local.set $u (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $a2))))
          (local.set $v (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $a3))))
          (local.set $s1 (f64x2.add (local.get $s1) (f64x2.mul
            (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $u) (local.get $v))
            (local.get $x))))
          (local.set $t1 (f64x2.add (local.get $t1) (f64x2.mul
            (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $u) (local.get $v))
            (local.get $y))))
          (local.set $u
            (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $u) (local.get $v)))
          (local.set $s1 (f64x2.add (local.get $s1) (f64x2.mul (local.get $u)
            (v128.load64_splat offset=8 (local.get $q)))))
          (local.set $t1 (f64x2.add (local.get $t1) (f64x2.mul (local.get $u)
            (v128.load64_splat offset=8 (local.get $r)))))
          (local.set $q (i32.add (local.get $q) (i32.const 16)))
          (local.set $r (i32.add (local.get $r) (i32.const 16)))
          (local.set $a1 (i32.add (local.get $a1) (i32.const 8)))
          (local.set $a2 (i32.add (local.get $a2) (i32.const 8)))
          (local.set $a3 (i32.add (local.get $a3) (i32.const 8)))
          (br_if $products
            (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 8))) (local.get $end))))
        (v128.store (local.get $out) (local.get $s0))
        (v128.store offset=16 (local.get $out) (local.get $s1))
        (v128.store (i32.add (local.get $out) (local.get $next)) (local.get $t0))
        (v128.store offset=16 (i32.add (local.get $out) (local.get $next)) (local.get $t1))
        (local.set $out (i32.add (local.get $out) (i32.const 32)))
        (local.set $a (local.get $a3))
        (local.set $rows (i32.sub (local.get $rows) (i32.const 4)))
        (br $groups)))))
