export const LANGS = ['vi', 'en'] as const;
export type Lang = (typeof LANGS)[number];

/** The same keys, and functions of the same form, in the other language. */
export type Same<Words> = {
  [Key in keyof Words]: Words[Key] extends string
    ? string
    : Words[Key] extends (...args: infer Given) => string
      ? (...args: Given) => string
      : Same<Words[Key]>;
};
