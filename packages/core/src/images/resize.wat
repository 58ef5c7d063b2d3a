;; The two passes of Pillow's resize (Resample.c) over 8-bit RGB, eight sums of products at a time.
;;
;; A weight w is in fixed point with 22 bits, too many for the products of 16-bit numbers that processors have.
;; So it is taken apart, w = 2048·h + l, and Σ w·x = 2048·Σ h·x + Σ l·x, exactly. Weights come as 16-bit numbers,
;; those of two neighboring pixels in one 32-bit word.
(module
  (memory (export "memory") 1)

  ;; [r0 r1 g0 g1 b0 b1 0 0], 16 bits each, of the first two pixels of rgbrgb…, and the same of the next two
  (global $first v128 (v128.const i8x16 0 255 3 255 1 255 4 255 2 255 5 255 255 255 255 255))
  (global $second v128 (v128.const i8x16 6 255 9 255 7 255 10 255 8 255 11 255 255 255 255 255))

  ;; 2048·high + low, rounded and cut to whole bytes, as 32-bit numbers
  (func $whole (param $high v128) (param $low v128) (result v128)
    (i32x4.shr_s
      (i32x4.add
        (i32x4.add (i32x4.shl (local.get $high) (i32.const 11)) (local.get $low))
        (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
      (i32.const 22)))

  ;; Each row of `rows`, 3·width bytes, from one of `source`. `starts`: the first pixel of each. `weights`: `groups`
  ;; times four pixels of each: h of the first two, of the next two, l of the first two, of the next two.
  (func (export "resizeRows")
    (param $source i32) (param $sourceStride i32) (param $target i32) (param $rows i32) (param $width i32)
    (param $starts i32) (param $weights i32) (param $groups i32)
    (local $x i32) (local $from i32) (local $weight i32) (local $group i32)
    (local $pixels v128) (local $a v128) (local $b v128) (local $high v128) (local $low v128)
    (block $done
      (loop $row
        (br_if $done (i32.eqz (local.get $rows)))
        (local.set $weight (local.get $weights))
        (local.set $x (i32.const 0))
        (loop $pixel
          (local.set $from
            (i32.add
              (local.get $source)
              (i32.mul
                (i32.load (i32.add (local.get $starts) (i32.shl (local.get $x) (i32.const 2))))
                (i32.const 3))))
          (local.set $high (v128.const i32x4 0 0 0 0))
          (local.set $low (v128.const i32x4 0 0 0 0))
          (local.set $group (local.get $groups))
          (loop $four
            (local.set $pixels (v128.load align=1 (local.get $from)))
            (local.set $a (i8x16.swizzle (local.get $pixels) (global.get $first)))
            (local.set $b (i8x16.swizzle (local.get $pixels) (global.get $second)))
            (local.set $high
              (i32x4.add
                (i32x4.add (local.get $high)
                  (i32x4.dot_i16x8_s (local.get $a) (v128.load32_splat (local.get $weight))))
                (i32x4.dot_i16x8_s (local.get $b) (v128.load32_splat offset=4 (local.get $weight)))))
            (local.set $low
              (i32x4.add
                (i32x4.add (local.get $low)
                  (i32x4.dot_i16x8_s (local.get $a) (v128.load32_splat offset=8 (local.get $weight))))
                (i32x4.dot_i16x8_s (local.get $b) (v128.load32_splat offset=12 (local.get $weight)))))
            (local.set $from (i32.add (local.get $from) (i32.const 12)))
            (local.set $weight (i32.add (local.get $weight) (i32.const 16)))
            (br_if $four (local.tee $group (i32.sub (local.get $group) (i32.const 1)))))
          (local.set $a (call $whole (local.get $high) (local.get $low)))
          (local.set $a (i16x8.narrow_i32x4_s (local.get $a) (local.get $a)))
          ;; the fourth byte is overwritten by the next pixel
          (v128.store32_lane align=1 0 (local.get $target)
            (i8x16.narrow_i16x8_u (local.get $a) (local.get $a)))
          (local.set $target (i32.add (local.get $target) (i32.const 3)))
          (local.set $x (i32.add (local.get $x) (i32.const 1)))
          (br_if $pixel (i32.lt_u (local.get $x) (local.get $width))))
        (local.set $source (i32.add (local.get $source) (local.get $sourceStride)))
        (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
        (br $row))))

  ;; Each of `height` rows of `stride` bytes from rows of `source`. `starts`: the first row of each. `weights`:
  ;; `pairs` times two rows of each: h of both, l of both.
  (func (export "resizeColumns")
    (param $source i32) (param $stride i32) (param $target i32) (param $height i32)
    (param $starts i32) (param $weights i32) (param $pairs i32)
    (local $x i32) (local $base i32) (local $from i32) (local $weight i32) (local $pair i32)
    (local $a v128) (local $b v128) (local $c v128) (local $h v128) (local $l v128)
    (local $high0 v128) (local $high1 v128) (local $high2 v128) (local $high3 v128)
    (local $low0 v128) (local $low1 v128) (local $low2 v128) (local $low3 v128)
    (block $done
      (loop $row
        (br_if $done (i32.eqz (local.get $height)))
        (local.set $base
          (i32.add (local.get $source) (i32.mul (i32.load (local.get $starts)) (local.get $stride))))
        (local.set $x (i32.const 0))
        (loop $sixteen
          (local.set $from (i32.add (local.get $base) (local.get $x)))
          (local.set $weight (local.get $weights))
          (local.set $pair (local.get $pairs))
          (local.set $high0 (v128.const i32x4 0 0 0 0))
          (local.set $high1 (v128.const i32x4 0 0 0 0))
          (local.set $high2 (v128.const i32x4 0 0 0 0))
          (local.set $high3 (v128.const i32x4 0 0 0 0))
          (local.set $low0 (v128.const i32x4 0 0 0 0))
          (local.set $low1 (v128.const i32x4 0 0 0 0))
          (local.set $low2 (v128.const i32x4 0 0 0 0))
          (local.set $low3 (v128.const i32x4 0 0 0 0))
          (loop $two
            (local.set $a (v128.load align=1 (local.get $from)))
            (local.set $b (v128.load align=1 (i32.add (local.get $from) (local.get $stride))))
            (local.set $h (v128.load32_splat (local.get $weight)))
            (local.set $l (v128.load32_splat offset=4 (local.get $weight)))
            ;; bytes of the two rows in turn, of the first eight columns, then of the other eight
            (local.set $c (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23 (local.get $a) (local.get $b)))
            (local.set $b (i8x16.shuffle 8 24 9 25 10 26 11 27 12 28 13 29 14 30 15 31 (local.get $a) (local.get $b)))
            (local.set $a (i16x8.extend_low_i8x16_u (local.get $c)))
            (local.set $high0 (i32x4.add (local.get $high0) (i32x4.dot_i16x8_s (local.get $a) (local.get $h))))
            (local.set $low0 (i32x4.add (local.get $low0) (i32x4.dot_i16x8_s (local.get $a) (local.get $l))))
            (local.set $a (i16x8.extend_high_i8x16_u (local.get $c)))
            (local.set $high1 (i32x4.add (local.get $high1) (i32x4.dot_i16x8_s (local.get $a) (local.get $h))))
            (local.set $low1 (i32x4.add (local.get $low1) (i32x4.dot_i16x8_s (local.get $a) (local.get $l))))
            (local.set $a (i16x8.extend_low_i8x16_u (local.get $b)))
            (local.set $high2 (i32x4.add (local.get $high2) (i32x4.dot_i16x8_s (local.get $a) (local.get $h))))
            (local.set $low2 (i32x4.add (local.get $low2) (i32x4.dot_i16x8_s (local.get $a) (local.get $l))))
            (local.set $a (i16x8.extend_high_i8x16_u (local.get $b)))
            (local.set $high3 (i32x4.add (local.get $high3) (i32x4.dot_i16x8_s (local.get $a) (local.get $h))))
            (local.set $low3 (i32x4.add (local.get $low3) (i32x4.dot_i16x8_s (local.get $a) (local.get $l))))
            (local.set $from (i32.add (local.get $from) (i32.shl (local.get $stride) (i32.const 1))))
            (local.set $weight (i32.add (local.get $weight) (i32.const 8)))
            (br_if $two (local.tee $pair (i32.sub (local.get $pair) (i32.const 1)))))
          ;; what is written beyond the row is overwritten by the next
          (v128.store align=1 (i32.add (local.get $target) (local.get $x))
            (i8x16.narrow_i16x8_u
              (i16x8.narrow_i32x4_s
                (call $whole (local.get $high0) (local.get $low0))
                (call $whole (local.get $high1) (local.get $low1)))
              (i16x8.narrow_i32x4_s
                (call $whole (local.get $high2) (local.get $low2))
                (call $whole (local.get $high3) (local.get $low3)))))
          (local.set $x (i32.add (local.get $x) (i32.const 16)))
          (br_if $sixteen (i32.lt_u (local.get $x) (local.get $stride))))
        (local.set $target (i32.add (local.get $target) (local.get $stride)))
        (local.set $starts (i32.add (local.get $starts) (i32.const 4)))
        (local.set $weights
          (i32.add (local.get $weights) (i32.shl (local.get $pairs) (i32.const 3))))
        (local.set $height (i32.sub (local.get $height) (i32.const 1)))
        (br $row)))))
