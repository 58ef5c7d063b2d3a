;; One epoch of UMAP's layout, operation for operation what umap-optimize.ts does, so that both give the same bits.
;;
;; Memory: from 0 the tables of x ↦ x^b, as power.ts has them: powers of 2, inverses, and powers of 1 to 2, at 0, 2048 and
;; 4096. The rest is where the caller says.
(module
  (memory (export "memory") 1)

  ;; `c1` … `c4` are the series of (1 + r)^b. Returns the state of the random numbers (mulberry32) afterwards.
  (func (export "epoch")
    (param $edges i32) (param $rows i32) (param $now f64) (param $rate f64) (param $a f64) (param $b f64)
    (param $c1 f64) (param $c2 f64) (param $c3 f64) (param $c4 f64)
    (param $head i32) (param $tail i32) (param $period i32) (param $next i32) (param $nextNegative i32)
    (param $points i32) (param $state i32) (result i32)
    (local $end i32) (local $j i32) (local $k i32) (local $strangers i32) (local $high i32) (local $t i32)
    (local $bits i64) (local $many i64)
    (local $x f64) (local $y f64) (local $dx f64) (local $dy f64) (local $squared f64) (local $r f64) (local $p f64)
    (local $negative f64) (local $step f64) (local $pull f64) (local $push f64)
    (local.set $many (i64.extend_i32_u (local.get $rows)))
    (local.set $pull (f64.mul (f64.mul (f64.const -2) (local.get $a)) (local.get $b)))
    (local.set $push (f64.mul (f64.const 2) (local.get $b)))
    (local.set $end (i32.add (local.get $next) (i32.shl (local.get $edges) (i32.const 3))))
    (block $done
      (loop $edge
        (br_if $done (i32.ge_u (local.get $next) (local.get $end)))
        (if (f64.le (f64.load (local.get $next)) (local.get $now))
          (then
            (local.set $j (i32.add (local.get $points) (i32.shl (i32.load (local.get $head)) (i32.const 4))))
            (local.set $k (i32.add (local.get $points) (i32.shl (i32.load (local.get $tail)) (i32.const 4))))
            (local.set $x (f64.load (local.get $j)))
            (local.set $y (f64.load offset=8 (local.get $j)))
            (local.set $dx (f64.sub (local.get $x) (f64.load (local.get $k))))
            (local.set $dy (f64.sub (local.get $y) (f64.load offset=8 (local.get $k))))
            (local.set $squared
              (f64.add (f64.mul (local.get $dx) (local.get $dx)) (f64.mul (local.get $dy) (local.get $dy))))
            (if (f64.gt (local.get $squared) (f64.const 0x1p-100))
              (then
                ;; p = squared^b
                (local.set $bits (i64.reinterpret_f64 (local.get $squared)))
                (local.set $high (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.const 32))))
                (local.set $t (i32.and (i32.shr_u (local.get $high) (i32.const 9)) (i32.const 0x7f8)))
                (local.set $r
                  (f64.sub
                    (f64.mul
                      (f64.reinterpret_i64
                        (i64.or
                          (i64.and (local.get $bits) (i64.const 0x000fffffffffffff))
                          (i64.const 0x3ff0000000000000)))
                      (f64.load offset=2048 (local.get $t)))
                    (f64.const 1)))
                (local.set $p
                  (f64.mul
                    (f64.mul
                      (f64.load (i32.shl (i32.sub (i32.shr_u (local.get $high) (i32.const 20)) (i32.const 923)) (i32.const 3)))
                      (f64.load offset=4096 (local.get $t)))
                    (f64.add (f64.const 1) (f64.mul (local.get $r)
                      (f64.add (local.get $c1) (f64.mul (local.get $r)
                        (f64.add (local.get $c2) (f64.mul (local.get $r)
                          (f64.add (local.get $c3) (f64.mul (local.get $r) (local.get $c4)))))))))))
                (local.set $step
                  (f64.div
                    (f64.mul (local.get $pull) (local.get $p))
                    (f64.mul (local.get $squared) (f64.add (f64.mul (local.get $a) (local.get $p)) (f64.const 1)))))
                (local.set $dx (f64.mul (local.get $step) (local.get $dx)))
                (local.set $dy (f64.mul (local.get $step) (local.get $dy)))
                (local.set $dx (select (f64.const 4) (local.get $dx) (f64.gt (local.get $dx) (f64.const 4))))
                (local.set $dx (select (f64.const -4) (local.get $dx) (f64.lt (local.get $dx) (f64.const -4))))
                (local.set $dy (select (f64.const 4) (local.get $dy) (f64.gt (local.get $dy) (f64.const 4))))
                (local.set $dy (select (f64.const -4) (local.get $dy) (f64.lt (local.get $dy) (f64.const -4))))
                (local.set $dx (f64.mul (local.get $dx) (local.get $rate)))
                (local.set $dy (f64.mul (local.get $dy) (local.get $rate)))
                (local.set $x (f64.add (local.get $x) (local.get $dx)))
                (local.set $y (f64.add (local.get $y) (local.get $dy)))
                (f64.store (local.get $k) (f64.sub (f64.load (local.get $k)) (local.get $dx)))
                (f64.store offset=8 (local.get $k) (f64.sub (f64.load offset=8 (local.get $k)) (local.get $dy)))))
            (f64.store (local.get $next) (f64.add (f64.load (local.get $next)) (f64.load (local.get $period))))
            (local.set $negative (f64.div (f64.load (local.get $period)) (f64.const 5)))
            (local.set $r
              (f64.floor
                (f64.div (f64.sub (local.get $now) (f64.load (local.get $nextNegative))) (local.get $negative))))
            (f64.store (local.get $nextNegative)
              (f64.add (f64.load (local.get $nextNegative)) (f64.mul (local.get $r) (local.get $negative))))
            (local.set $strangers (i32.trunc_f64_s (local.get $r)))
            (block $strange
              (loop $stranger
                (br_if $strange (i32.le_s (local.get $strangers) (i32.const 0)))
                (local.set $strangers (i32.sub (local.get $strangers) (i32.const 1)))
                ;; mulberry32
                (local.set $state (i32.add (local.get $state) (i32.const 0x6d2b79f5)))
                (local.set $t
                  (i32.mul
                    (i32.xor (local.get $state) (i32.shr_u (local.get $state) (i32.const 15)))
                    (i32.or (local.get $state) (i32.const 1))))
                (local.set $t
                  (i32.xor
                    (local.get $t)
                    (i32.add
                      (local.get $t)
                      (i32.mul
                        (i32.xor (local.get $t) (i32.shr_u (local.get $t) (i32.const 7)))
                        (i32.or (local.get $t) (i32.const 61))))))
                (local.set $t (i32.xor (local.get $t) (i32.shr_u (local.get $t) (i32.const 14))))
                (local.set $k
                  (i32.add
                    (local.get $points)
                    (i32.shl
                      (i32.wrap_i64
                        (i64.shr_u
                          (i64.mul (i64.extend_i32_u (local.get $t)) (local.get $many))
                          (i64.const 32)))
                      (i32.const 4))))
                (br_if $stranger (i32.eq (local.get $k) (local.get $j)))
                (local.set $dx (f64.sub (local.get $x) (f64.load (local.get $k))))
                (local.set $dy (f64.sub (local.get $y) (f64.load offset=8 (local.get $k))))
                (local.set $squared
                  (f64.add (f64.mul (local.get $dx) (local.get $dx)) (f64.mul (local.get $dy) (local.get $dy))))
                (if (f64.gt (local.get $squared) (f64.const 0x1p-100))
                  (then
                    (local.set $bits (i64.reinterpret_f64 (local.get $squared)))
                    (local.set $high (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.const 32))))
                    (local.set $t (i32.and (i32.shr_u (local.get $high) (i32.const 9)) (i32.const 0x7f8)))
                    (local.set $r
                      (f64.sub
                        (f64.mul
                          (f64.reinterpret_i64
                            (i64.or
                              (i64.and (local.get $bits) (i64.const 0x000fffffffffffff))
                              (i64.const 0x3ff0000000000000)))
                          (f64.load offset=2048 (local.get $t)))
                        (f64.const 1)))
                    (local.set $p
                      (f64.mul
                        (f64.mul
                          (f64.load (i32.shl (i32.sub (i32.shr_u (local.get $high) (i32.const 20)) (i32.const 923)) (i32.const 3)))
                          (f64.load offset=4096 (local.get $t)))
                        (f64.add (f64.const 1) (f64.mul (local.get $r)
                          (f64.add (local.get $c1) (f64.mul (local.get $r)
                            (f64.add (local.get $c2) (f64.mul (local.get $r)
                              (f64.add (local.get $c3) (f64.mul (local.get $r) (local.get $c4)))))))))))
                    (local.set $step
                      (f64.div
                        (local.get $push)
                        (f64.mul
                          (f64.add (f64.const 0.001) (local.get $squared))
                          (f64.add (f64.mul (local.get $a) (local.get $p)) (f64.const 1)))))
                    (local.set $dx (f64.mul (local.get $step) (local.get $dx)))
                    (local.set $dy (f64.mul (local.get $step) (local.get $dy)))
                    (local.set $dx (select (f64.const 4) (local.get $dx) (f64.gt (local.get $dx) (f64.const 4))))
                    (local.set $dx (select (f64.const -4) (local.get $dx) (f64.lt (local.get $dx) (f64.const -4))))
                    (local.set $dy (select (f64.const 4) (local.get $dy) (f64.gt (local.get $dy) (f64.const 4))))
                    (local.set $dy (select (f64.const -4) (local.get $dy) (f64.lt (local.get $dy) (f64.const -4)))))
                  (else
                    (local.set $dx (f64.const 4))
                    (local.set $dy (f64.const 4))))
                (local.set $x (f64.add (local.get $x) (f64.mul (local.get $dx) (local.get $rate))))
                (local.set $y (f64.add (local.get $y) (f64.mul (local.get $dy) (local.get $rate))))
                (br $stranger)))
            (f64.store (local.get $j) (local.get $x))
            (f64.store offset=8 (local.get $j) (local.get $y))))
        (local.set $head (i32.add (local.get $head) (i32.const 4)))
        (local.set $tail (i32.add (local.get $tail) (i32.const 4)))
        (local.set $period (i32.add (local.get $period) (i32.const 8)))
        (local.set $next (i32.add (local.get $next) (i32.const 8)))
        (local.set $nextNegative (i32.add (local.get $nextNegative) (i32.const 8)))
        (br $edge)))
    (local.get $state)))
