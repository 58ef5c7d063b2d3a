/** The signs of written numbers. */
export interface NumberSigns {
  /** Between whole and fraction. */
  point: string;
  /** Between groups of three digits. */
  group: string;
  /** After a percentage, with its space if it has one. */
  percent: string;
}

let signs: NumberSigns = { point: ".", group: ",", percent: "%" };

/** Sets the signs with which numbers in texts are written from now on, such as German ones: 1.644 and 65,4 %. */
export function setNumberSigns(given: NumberSigns): void {
  signs = given;
}

const fixed = (value: number, digits: number): string => value.toFixed(digits).replace(".", signs.point);

/** Formats a count: 1644 → "1,644". Does not use `Intl`, which takes tens of milliseconds when a page starts. */
export function count(n: number): string {
  return n.toFixed(0).replace(/\B(?=(\d{3})+$)/g, signs.group);
}

/** Formats a count with its noun: "1 image", "38 images". */
export function counted(n: number, noun: string, plural = `${noun}s`): string {
  return `${count(n)} ${n === 1 ? noun : plural}`;
}

/** Formats a fraction as a percentage: 0.1234 → "12.3%". NaN (nothing to count) → "–". */
export function percent(fraction: number, digits = 1): string {
  return Number.isFinite(fraction) ? `${fixed(fraction * 100, digits)}${signs.percent}` : "–";
}

/**
 * Formats a small fraction, such as a chance level, with two significant digits: 0.000608 → "0.061%", 0.1 →
 * "10%".
 */
export function smallPercent(fraction: number): string {
  return `${String(Number((fraction * 100).toPrecision(2))).replace(".", signs.point)}${signs.percent}`;
}

/** Formats a duration in seconds: "8 s", "1 min 20 s", "2 h 5 min". */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600)
    return s % 60 && s < 600 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${Math.round(s / 60)} min`;
  return `${Math.floor(s / 3600)} h ${Math.round((s % 3600) / 60)} min`;
}

/** Formats a rate with two significant digits: 53.7 → "54", 3.21 → "3.2". */
export function rate(perSecond: number): string {
  return perSecond >= 10 ? count(Math.round(perSecond)) : fixed(perSecond, 1);
}

/** Formats a number with fixed decimals and a true minus sign: -0.052 → "−0.05". NaN → "–". */
export function decimal(value: number, digits = 2): string {
  return Number.isFinite(value) ? fixed(value, digits).replace("-", "−") : "–";
}

/** Formats a difference of two fractions in percentage points, with its sign: 0.013 → "+1.3", -0.0204 → "−2.0". */
export function points(difference: number, digits = 1): string {
  const text = decimal(100 * difference, digits);
  return difference > 0 ? `+${text}` : text.replace(/^−(0[.,]?0*)$/, "$1");
}
