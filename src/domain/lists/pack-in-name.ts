/** The pack that a name of goods on sale ends in: "chai 500ml", "hộp 06 chai 170mL", "1kg". */
export function packInName(name: string): string | null {
  const unit = String.raw`(?:kg|gr?|gram|mg|ml|l|lít|lit)`;
  const vessel = String.raw`(?:chai|hộp|túi|lọ|hũ|hủ|gói|vỉ|thùng|bịch|can|bình|set|combo|lon|xách|cặp|loại)`;
  const inBrackets = [...name.matchAll(/\(([^()]{2,40})\)/g)].map(([, inner]) => inner!.trim());
  const packed = new RegExp(String.raw`\d\s*${unit}(?![\p{L}])|^\d+\s*${vessel}|${vessel}\s*\d`, 'iu');
  const found = inBrackets.find((inner) => packed.test(inner));
  if (found) return found;
  const plain = new RegExp(
    String.raw`(?:${vessel}\s*)?(?<![\d.,])\d+(?:[.,]\d+)?\s*${unit}(?![\p{L}\d])`,
    'giu',
  );
  return [...name.replace(/_/g, ' ').matchAll(plain)].at(-1)?.[0].trim() ?? null;
}
