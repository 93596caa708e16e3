import type { CertificateStatus } from '#src/domain/certification/certificate.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { ShownPicture } from '#src/domain/media/picture.ts';
import type { Dong } from '#src/domain/shared/dong.ts';

/** What a list of products shows of one; true for the day it was asked for. */
export type ProductCard = {
  id: string;
  slug: string;
  name: string;
  nameEn: string | null;
  producer: { id: string; slug: string; name: string } | null;
  place: {
    provinceCode: string | null;
    provinceName: string | null;
    communeCode: string | null;
    communeName: string | null;
  };
  /** Set of goods 1 to 26. */
  set: number | null;
  /** Stars in force on the day; `null` otherwise. */
  stars: Stars | null;
  /** Stars once held, when none are in force (never from a revoked certificate). */
  pastStars: Stars | null;
  /** Of the certificate that speaks for the product; `unknown` too for a product with none. */
  status: CertificateStatus;
  /** In force: the last day in force, as far as known. Otherwise the last day of that status; `null`: nothing known ends it. */
  until: Day | null;
  price: Dong | null;
  pack: string | null;
  /** Whether it can be ordered here on the day; `null`: it is not offered here, or not said. */
  stock: 'in' | 'out' | null;
  /** What stands for the goods; `null`: the sign of their group. */
  picture: ShownPicture | null;
  isAlcohol: boolean;
  isExample: boolean;
};
