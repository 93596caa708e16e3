/**
 * Whether words could be Vietnamese: the measure by which an unknown encoding is told. A text read in a
 * wrong encoding keeps its ASCII letters and loses the shape of its syllables.
 */

const ONSETS = 'b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x';

/** Every rime of standard spelling, tone taken off. */
const RIMES = `
a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt uynh uyp uyt uyu
ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
y yêm yên yêng yêt yêu êng iên uô ươ iê`
  .trim()
  .split(/\s+/)
  .join('|');

const SYLLABLE = new RegExp(`^(${ONSETS})?(${RIMES})$`);
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;

/** Whether the word, in any case, has the shape of a Vietnamese syllable with at most one tone. */
export function isSyllable(word: string): boolean {
  const decomposed = word.toLowerCase().normalize('NFD');
  const tones = decomposed.match(TONES)?.length ?? 0;
  if (tones > 1) return false;
  return SYLLABLE.test(decomposed.replace(TONES, '').normalize('NFC'));
}

/**
 * How Vietnamese the text looks, counting only words with a letter outside ASCII: syllables are for,
 * words that could not be are against. ASCII alone says nothing and counts 0.
 */
export function vietnameseScore(text: string): number {
  let score = 0;
  for (const word of text.split(/[\s\d!-/:-@[-`{-~–—“”‘’…]+/)) {
    // oxlint-disable-next-line no-control-regex -- ASCII is exactly the range meant
    if (word === '' || /^[\x00-\x7f]*$/.test(word)) continue;
    // "QĐ", "HĐND" stand in every list.
    score += isSyllable(word) || /^(?=.{2,6}$)[A-Z]*Đ[A-Z]*$/.test(word) ? 1 : -1;
  }
  return score;
}
