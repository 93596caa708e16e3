import { field } from './forms.ts';

/** What `RefundForm` sends. A number that cannot be read is `NaN`, and the command says no. */
export function readRefundForm(form: FormData): {
  lines: Record<string, number>;
  more: number;
  reason: string;
  key: string;
} {
  return {
    lines: packsIn(form, 'goi-'),
    more: whole(field(form, 'so-tien', 20) || '0'),
    reason: field(form, 'vi-sao'),
    key: field(form, 'khoa', 40),
  };
}

/** Packs by line of the order, of the fields whose names begin so; those left empty are not in it. */
export function packsIn(form: FormData, prefix: string): Record<string, number> {
  const lines: Record<string, number> = {};
  for (const [name, value] of form)
    if (name.startsWith(prefix) && typeof value === 'string' && value.trim() !== '')
      lines[name.slice(prefix.length)] = whole(value);
  return lines;
}

/** `1.250.000` is what people type. */
export function whole(typed: string): number {
  const digits = typed.replace(/[.\s₫đ]/g, '');
  return /^\d{1,9}$/.test(digits) ? Number(digits) : Number.NaN;
}
