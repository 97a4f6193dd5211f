// Short figures the way the reader counts: 万 and 亿 in Chinese, K, M and B in English.
// The server writes them by the same rules (mainstay.shell.web.figures); both are tested on numbers.json.

type Unit = readonly [size: number, name: string];

const english: readonly Unit[] = [[1e9, "B"], [1e6, "M"], [1e3, "K"]];
const units: Record<string, readonly Unit[]> = {
  en: english,
  "zh-Hans": [[1e8, "亿"], [1e4, "万"]],
  "zh-Hant": [[1e8, "億"], [1e4, "萬"]],
};

/** `value` with at least three digits that count: 1.23亿, 12.3万, 1,235万, 12.3K; small values stay plain. */
export function shortNumber(value: number, language: string, plainDigits = 0): string {
  const size = Math.abs(value);
  const known = units[language] ?? english;
  for (const [index, [unit, name]] of known.entries()) {
    // 9,999.6万 would be rounded to 10,000万, so it is 1.00亿 already.
    const step = known[index + 1]?.[0] ?? 10 ** -plainDigits;
    if (Math.round(size / step) * step >= unit) return signed(value, inUnit(size / unit)) + name;
  }
  return signed(value, grouped(size, plainDigits));
}

/** A share of one as a percentage. */
export function percent(share: number, digits = 1): string {
  return `${signed(share, grouped(Math.abs(share) * 100, digits))}%`;
}

function inUnit(scaled: number): string {
  if (scaled < 9.995) return grouped(scaled, 2);
  return grouped(scaled, scaled < 99.95 ? 1 : 0);
}

function grouped(value: number, digits: number): string {
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function signed(value: number, size: string): string {
  return value < 0 && /[1-9]/.test(size) ? `−${size}` : size;
}
