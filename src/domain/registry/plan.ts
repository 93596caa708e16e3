/**
 * What publishing a list would change. Pure: the same list against the same register gives the same plan,
 * and a list that is published already gives an empty one. Nothing is ever taken away because a row is
 * absent, and what the register knows is filled in, not overwritten, save what a decision itself states.
 */

import { finding } from '#src/domain/lists/finding.ts';
import { readHours } from '#src/domain/lists/read-hours.ts';
import { packInName } from '#src/domain/lists/pack-in-name.ts';
import { newId } from '#src/domain/shared/id.ts';
import { foldedWords, hasAccents } from '#src/domain/shared/text.ts';
import {
  hasErrors,
  type CheckedRow,
  type CheckedSheet,
  type CheckedShop,
  type Match,
  type SheetKind,
} from './checked-list.ts';
import { issuerLevel } from './issuer-level.ts';
import { keyOfDecision, keyOfIssuer, keyOfProducer, keyOfProduct, kindOfProducer } from './keys.ts';
import type {
  CertificateFacts,
  DecisionFacts,
  KnownRegister,
  LinkFacts,
  PointFacts,
  ProducerAlias,
  ProducerFacts,
  ProductAlias,
  ProductFacts,
  Wanted,
} from './known-register.ts';
import { Planned } from './planned.ts';
import { isSimilar } from './similar-names.ts';
import { pointOfSaleKind } from './point-of-sale-kind.ts';
import { isCertifiable, rulesOn } from './row-rules.ts';

type Outcome = { productId: string | null; certificateId: string | null; pointOfSaleId: string | null };

export type Plan = {
  producers: Planned<ProducerFacts>[];
  products: Planned<ProductFacts>[];
  decisions: Planned<DecisionFacts>[];
  certificates: Planned<CertificateFacts>[];
  /** `before`: what stood there, of one that is not new. */
  links: { now: LinkFacts; isNew: boolean; before: LinkFacts | null }[];
  points: Planned<PointFacts>[];
  outcomes: ReadonlyMap<CheckedRow | CheckedShop, Outcome>;
};

/** What of the register has to be read for these sheets. */
export function wantedFor(sheets: readonly CheckedSheet[]): Wanted {
  const rows = sheets.flatMap(({ rows }) => rows);
  const given = (values: readonly (string | null | undefined)[]) =>
    [...new Set(values.filter((value) => value !== null && value !== undefined && value !== ''))] as string[];
  return {
    producerKeys: given(rows.map(({ producer }) => producer && keyOfProducer(producer))),
    productKeys: given(rows.map(({ product }) => product && keyOfProduct(product))),
    decisionKeys: given(rows.map(({ decisionNumber }) => decisionNumber && keyOfDecision(decisionNumber))),
    gtins: given(rows.map(({ gtin }) => gtin)),
    links: given(rows.map(({ link }) => link)),
    pointKeys: given(sheets.flatMap(({ shops }) => shops.map(({ name }) => name && foldedWords(name)))),
  };
}

/**
 * Plans all rows without errors and writes into each row how it stands to the register. Rows with errors
 * are left out of the plan and only compared.
 */
export function planFor(sheets: readonly CheckedSheet[], known: KnownRegister, source: string): Plan {
  return new Planning(sheets, known, source).plan();
}

type Item = { row: CheckedRow; kind: SheetKind; producer: Planned<ProducerFacts> | null; touched: boolean };

/** Products of one producer that are looked through for a name like another. */
const MOST_COMPARED = 500;

const fits = (a: string | null, b: string | null): boolean => a === null || b === null || a === b;

class Planning {
  readonly #sheets: readonly CheckedSheet[];
  readonly #source: string;
  readonly #producers = new Map<string, Planned<ProducerFacts>[]>();
  readonly #products = new Map<string, Planned<ProductFacts>>();
  readonly #ofProducer = new Map<string, Map<string, Planned<ProductFacts>>>();
  readonly #byKey = new Map<string, Planned<ProductFacts>[]>();
  readonly #byGtin = new Map<string, Planned<ProductFacts>>();
  readonly #decisions = new Map<string, Planned<DecisionFacts>[]>();
  readonly #producerAliases = new Map<string, (ProducerAlias & { kept: Planned<ProducerFacts> })[]>();
  readonly #decisionById = new Map<string, Planned<DecisionFacts>>();
  readonly #decisionsHere = new Set<Planned<DecisionFacts>>();
  readonly #certificates = new Map<string, Planned<CertificateFacts>[]>();
  readonly #links = new Map<
    string,
    { now: LinkFacts; isNew: boolean; before: LinkFacts | null; changed: boolean }[]
  >();
  readonly #points = new Map<string, Planned<PointFacts>[]>();
  readonly #outcomes = new Map<CheckedRow | CheckedShop, Outcome>();

  constructor(sheets: readonly CheckedSheet[], known: KnownRegister, source: string) {
    this.#sheets = sheets;
    this.#source = source;
    for (const facts of known.producers)
      put(this.#producers, facts.nameKey, new Planned({ ...facts }, false));
    for (const facts of known.products) this.#keepProduct(new Planned({ ...facts }, false));
    for (const alias of known.productAliases) this.#keepAlias(alias);
    for (const alias of known.producerAliases) {
      const kept = [...this.#producers.values()].flat().find(({ now }) => now.id === alias.keptId);
      if (kept) put(this.#producerAliases, alias.nameKey, { ...alias, kept });
    }
    for (const facts of known.decisions) this.#keepDecision(new Planned({ ...facts }, false));
    for (const facts of known.certificates)
      put(this.#certificates, facts.productId, new Planned({ ...facts }, false));
    for (const facts of known.links)
      put(this.#links, facts.url, { now: { ...facts }, isNew: false, before: facts, changed: false });
    for (const facts of known.points) put(this.#points, facts.nameKey, new Planned({ ...facts }, false));
  }

  plan(): Plan {
    const items: Item[] = [];
    const refused: CheckedRow[] = [];
    for (const { kind, rows, shops } of this.#sheets) {
      for (const row of rows) {
        if (hasErrors(row)) refused.push(row);
        else items.push({ row, kind, producer: null, touched: false });
      }
      for (const shop of shops) if (!hasErrors(shop)) this.#point(shop);
    }
    // Rows that know most come first, so that a row which knows less finds what it may mean, whatever the
    // order in the file; of one product the older decision comes first.
    const certain = (item: Item) => (item.kind === 'goods' ? 2 : item.row.place.commune === null ? 1 : 0);
    items.sort((a, b) => certain(a) - certain(b) || order(a.row.decisionDate, b.row.decisionDate));
    for (const item of items) this.#setProducer(item);
    for (const item of items) this.#setProduct(item);
    for (const row of refused) row.match = this.#peek(row);
    return {
      producers: [...this.#producers.values()].flat().filter(isPlanned),
      products: [...this.#products.values()].filter(isPlanned),
      decisions: [...this.#decisionById.values()].filter(isPlanned),
      certificates: [...this.#certificates.values()].flat().filter(isPlanned),
      links: [...this.#links.values()].flat().filter(({ isNew, changed }) => isNew || changed),
      points: [...this.#points.values()].flat().filter(isPlanned),
      outcomes: this.#outcomes,
    };
  }

  #keepProduct(product: Planned<ProductFacts>): void {
    const { id, nameKey, producerId, gtin } = product.now;
    this.#products.set(id, product);
    put(this.#byKey, nameKey, product);
    if (gtin) this.#byGtin.set(gtin, product);
    if (producerId !== null) this.#underProducer(producerId, product);
  }

  /** A product that was written down twice is found by both its names. */
  #keepAlias({ nameKey, producerId, gtin, keptId }: ProductAlias): void {
    const kept = this.#products.get(keptId);
    if (!kept) return;
    if (nameKey !== kept.now.nameKey) put(this.#byKey, nameKey, kept);
    if (gtin && !this.#byGtin.has(gtin)) this.#byGtin.set(gtin, kept);
    if (producerId === null) return;
    const own = this.#ofProducer.get(producerId) ?? new Map<string, Planned<ProductFacts>>();
    if (!own.has(nameKey)) own.set(nameKey, kept);
    this.#ofProducer.set(producerId, own);
  }

  #underProducer(producerId: string, product: Planned<ProductFacts>): void {
    const own = this.#ofProducer.get(producerId);
    if (own) own.set(product.now.nameKey, product);
    else this.#ofProducer.set(producerId, new Map([[product.now.nameKey, product]]));
  }

  #keepDecision(decision: Planned<DecisionFacts>): void {
    put(this.#decisions, decision.now.numberKey, decision);
    this.#decisionById.set(decision.now.id, decision);
  }

  // Producers

  #candidates(row: CheckedRow, key: string): Planned<ProducerFacts>[] {
    const { province, commune } = row.place;
    const known = (this.#producers.get(key) ?? []).filter(({ now }) => fits(now.provinceCode, province));
    // A firm's name is its own; households and cooperatives share names from commune to commune.
    const isFirm = kindOfProducer(row.producer!) === 'enterprise';
    const there = isFirm ? known : known.filter(({ now }) => fits(now.communeCode, commune));
    const merged = (this.#producerAliases.get(key) ?? [])
      .filter((alias) => fits(alias.provinceCode, province) && (isFirm || fits(alias.communeCode, commune)))
      .map(({ kept }) => kept);
    return merged.length === 0 ? there : [...new Set([...there, ...merged])];
  }

  #producerOf(row: CheckedRow): Planned<ProducerFacts> | null {
    const key = keyOfProducer(row.producer!);
    const candidates = this.#candidates(row, key);
    const exact = candidates.find(
      ({ now }) => now.communeCode === row.place.commune && now.provinceCode === row.place.province,
    );
    if (exact || candidates.length <= 1) return exact ?? candidates[0] ?? null;
    if (kindOfProducer(row.producer!) === 'enterprise') return candidates[0]!;
    const product = row.product === null ? '' : keyOfProduct(row.product);
    const makesIt = candidates.filter(({ now }) => this.#ofProducer.get(now.id)?.has(product));
    return makesIt.length === 1 ? makesIt[0]! : null;
  }

  #setProducer(item: Item): void {
    const { row, kind } = item;
    if (row.producer === null || keyOfProducer(row.producer) === '' || kind === 'goods') return;
    const { place } = row;
    const found = this.#producerOf(row);
    if (!found) {
      const nameKey = keyOfProducer(row.producer);
      item.producer = new Planned<ProducerFacts>(
        {
          id: newId(),
          slug: '',
          name: row.producer,
          nameKey,
          kind: kindOfProducer(row.producer),
          taxCode: row.taxCode,
          phone: row.phone,
          email: row.email,
          website: row.website,
          street: place.commune === null ? null : place.street,
          provinceCode: place.province,
          communeCode: place.commune,
          addressAsPrinted: place.asWritten,
          source: this.#source,
        },
        true,
      );
      put(this.#producers, nameKey, item.producer);
      item.touched = true;
      return;
    }
    item.producer = found;
    item.touched = [
      this.#fillPlace(found, row),
      found.fill('phone', row.phone),
      found.fill('email', row.email),
      found.fill('website', row.website),
      found.fill('taxCode', row.taxCode),
      found.fill('addressAsPrinted', place.asWritten),
    ].some(Boolean);
  }

  #fillPlace(found: Planned<ProducerFacts>, { place }: CheckedRow): boolean {
    const province = found.fill('provinceCode', place.province);
    const commune = found.now.provinceCode === place.province && found.fill('communeCode', place.commune);
    const street = commune && found.fill('street', place.street);
    return province || commune || street;
  }

  // Products

  #productOf({ row, producer, kind }: Pick<Item, 'row' | 'producer' | 'kind'>): Planned<ProductFacts> | null {
    const key = keyOfProduct(row.product!);
    const { province, commune } = row.place;
    if (kind === 'goods') return this.#goodsOf(row, key);
    if (row.gtin !== null && this.#byGtin.has(row.gtin)) {
      const same = this.#byGtin.get(row.gtin)!;
      if (same.now.nameKey === key && (producer === null || same.now.producerId === producer.now.id))
        return same;
    }
    const named = this.#byKey.get(key) ?? [];
    if (producer) {
      const own = this.#ofProducer.get(producer.now.id);
      const exact = own?.get(key);
      if (exact) return exact;
      if (own && !hasAccents(row.product!)) {
        const plain = [...own.values()].filter(
          ({ now }) => now.nameKey.split(' | ')[0] === key.split(' | ')[0],
        );
        if (plain.length === 1) return plain[0]!;
      }
      // Listed once without its producer: then this says who it is.
      const orphans = named.filter(({ now }) => now.producerId === null && this.#isSamePlace(now, row));
      return orphans.length === 1 ? orphans[0]! : null;
    }
    const orphans = named.filter(
      ({ now }) =>
        now.producerId === null && fits(now.provinceCode, province) && fits(now.communeCode, commune),
    );
    const exact = orphans.filter(({ now }) => now.provinceCode === province && now.communeCode === commune);
    if (exact.length >= 1) return exact[0]!;
    if (orphans.length === 1) return orphans[0]!;
    const owned = named.filter(({ now }) => now.producerId !== null && this.#isSamePlace(now, row));
    return owned.length === 1 ? owned[0]! : null;
  }

  /** Surely the same place: one commune, or one decision in one province. */
  #isSamePlace(now: ProductFacts, row: CheckedRow): boolean {
    const { province, commune } = row.place;
    if (commune !== null && now.communeCode === commune) return true;
    if (
      province === null ||
      now.provinceCode !== province ||
      !fits(now.communeCode, commune) ||
      row.decisionNumber === null
    )
      return false;
    const key = keyOfDecision(row.decisionNumber);
    return (this.#certificates.get(now.id) ?? []).some(
      ({ now: { decisionId } }) =>
        decisionId !== null && this.#decisionById.get(decisionId)?.now.numberKey === key,
    );
  }

  #goodsOf(row: CheckedRow, key: string): Planned<ProductFacts> | null {
    const linked = row.link === null ? [] : (this.#links.get(row.link) ?? []);
    const byLink = linked
      .map(({ now }) => this.#products.get(now.productId))
      .find((product) => product !== undefined);
    if (byLink) return byLink;
    const { province, commune } = row.place;
    const named = (this.#byKey.get(key) ?? []).filter(
      ({ now }) => fits(now.provinceCode, province) && fits(now.communeCode, commune),
    );
    return (
      named.find(({ now }) => now.provinceCode === province && now.communeCode === commune) ??
      (named.length === 1 ? named[0]! : null)
    );
  }

  #setProduct(item: Item): void {
    const { row, producer, kind } = item;
    const { place } = row;
    let touched = item.touched;
    let product = this.#productOf(item);
    const isNew = product === null;
    if (product === null) {
      if (producer) this.#noteSimilar(row, producer);
      product = new Planned<ProductFacts>(
        {
          id: newId(),
          slug: '',
          name: row.product!,
          nameKey: keyOfProduct(row.product!),
          producerId: producer?.now.id ?? null,
          productSet: row.set?.set ?? null,
          setBasis: row.set?.basis ?? null,
          provinceCode: place.province,
          communeCode: place.commune,
          placeAsPrinted: place.asWritten,
          price: row.price,
          pack: row.pack ?? (kind === 'goods' ? packInName(row.product!) : null),
          alcoholDegree: row.degree,
          gtin: row.gtin !== null && this.#byGtin.has(row.gtin) ? null : row.gtin,
          legacyCode: row.productCode,
          source: this.#source,
        },
        true,
      );
      this.#keepProduct(product);
    } else {
      const { now } = product;
      if (producer && now.producerId === null) {
        product.set('producerId', producer.now.id);
        this.#underProducer(producer.now.id, product);
        touched = true;
      }
      touched =
        [
          product.fill('provinceCode', place.province),
          now.provinceCode === place.province && product.fill('communeCode', place.commune),
          product.fill('placeAsPrinted', place.asWritten),
          product.fill('alcoholDegree', row.degree),
          product.fill('legacyCode', row.productCode),
          row.gtin !== null && !this.#byGtin.has(row.gtin) && product.fill('gtin', row.gtin),
          product.fill('pack', row.pack ?? (kind === 'goods' ? packInName(row.product!) : null)),
          this.#fillSet(product, row),
          // What it costs is what the newest shop list says.
          row.price !== null && kind === 'goods'
            ? product.set('price', row.price)
            : product.fill('price', row.price),
        ].some(Boolean) || touched;
    }
    if (row.gtin !== null && product.now.gtin === row.gtin) this.#byGtin.set(row.gtin, product);
    if (row.link !== null) touched = this.#setLink(product, row) || touched;
    const recognition =
      kind === 'goods'
        ? this.#claim(product, row, `Người bán khai: ${row.seller ?? ''}`.trim())
        : this.#recognise(product, row);
    row.match = isNew ? 'new' : (recognition.match ?? (recognition.changed || touched ? 'changed' : 'same'));
    this.#outcomes.set(row, {
      productId: product.now.id,
      certificateId: recognition.id,
      pointOfSaleId: null,
    });
  }

  #fillSet(product: Planned<ProductFacts>, row: CheckedRow): boolean {
    if (row.set === null) return false;
    const { productSet, setBasis } = product.now;
    const better =
      productSet === null ||
      (setBasis === 'from_name' && row.set.basis === 'stated' && row.set.set !== productSet);
    if (!better) return false;
    product.set('productSet', row.set.set);
    product.set('setBasis', row.set.basis);
    return true;
  }

  #noteSimilar(row: CheckedRow, producer: Planned<ProducerFacts>): void {
    const others = this.#ofProducer.get(producer.now.id);
    // Nobody makes so many; each compared with each would take minutes.
    if (!others || others.size > MOST_COMPARED) return;
    for (const other of others.values()) {
      if (!isSimilar(other.now.name, row.product!)) continue;
      row.findings.push(finding('similar_product', 'product', { name: other.now.name }));
      return;
    }
  }

  #setLink(product: Planned<ProductFacts>, row: CheckedRow): boolean {
    const known = (this.#links.get(row.link!) ?? []).find(({ now }) => now.productId === product.now.id);
    if (!known) {
      put(this.#links, row.link!, {
        now: {
          productId: product.now.id,
          url: row.link!,
          seller: row.seller,
          price: row.price,
          seenOn: null,
        },
        isNew: true,
        before: null,
        changed: false,
      });
      return true;
    }
    const differs =
      (row.price !== null && known.now.price !== row.price) ||
      (row.seller !== null && known.now.seller !== row.seller);
    if (!differs) return false;
    known.now.price = row.price ?? known.now.price;
    known.now.seller = row.seller ?? known.now.seller;
    known.changed = true;
    return true;
  }

  // Recognition

  /** Stars that nothing but the list vouches for: kept, never in force. */
  #claim(product: Planned<ProductFacts>, row: CheckedRow, source: string): Recognition {
    const held = this.#certificates.get(product.now.id) ?? [];
    const counts = held.filter(({ now }) => now.annulledOn === null);
    if (!isCertifiable(row.stars) || counts.length > 0)
      return { id: counts[0]?.now.id ?? null, changed: false, match: null };
    const again = held.find(({ now }) => now.decisionId === null);
    if (again) {
      again.set('annulledOn', null);
      again.set('stars', row.stars);
      return { id: again.now.id, changed: true, match: null };
    }
    const certificate = this.#newCertificate(product, row, null, null);
    certificate.now.source = source;
    return { id: certificate.now.id, changed: true, match: null };
  }

  #recognise(product: Planned<ProductFacts>, row: CheckedRow): Recognition {
    const held = this.#certificates.get(product.now.id) ?? [];
    // A score without a decision is no recognition; stars without one are a claim.
    if (!isCertifiable(row.stars)) return { id: null, changed: false, match: null };
    if (row.decisionNumber === null) return this.#claimOfList(product, row, held);
    const decision = this.#decisionOf(row, held);
    let changed = this.#completeDecision(decision, row);
    let same = held.find(({ now }) => now.decisionId === decision.now.id);
    if (!same) {
      same = held.find(({ now }) => this.#isUndated(now.decisionId, decision.now));
      changed = same?.set('decisionId', decision.now.id) || changed;
    }
    if (same) {
      changed = this.#follow(same, decision) || changed;
      return { id: same.now.id, changed: this.#restate(same, row) || changed, match: null };
    }
    const claimed = held.find(({ now }) => now.decisionId === null && now.stars === row.stars);
    if (claimed) {
      claimed.set('decisionId', decision.now.id);
      claimed.set('source', this.#source);
      this.#follow(claimed, decision);
      this.#restate(claimed, row);
      return { id: claimed.now.id, changed: true, match: null };
    }
    const prior = held.filter(({ now }) => now.decisionId !== null && now.annulledOn === null);
    const latest = prior.reduce<Planned<CertificateFacts> | null>(
      (best, next) => (best === null || (next.now.issuedOn ?? '') >= (best.now.issuedOn ?? '') ? next : best),
      null,
    );
    const isOlder =
      latest !== null &&
      latest.now.issuedOn !== null &&
      decision.now.issuedOn !== null &&
      decision.now.issuedOn < latest.now.issuedOn;
    if (isOlder)
      row.findings.push(finding('older_than_register', 'decisionDate', { day: latest.now.issuedOn! }));
    const match =
      latest === null || isOlder ? 'changed' : row.stars > latest.now.stars ? 'upgrade' : 'renewal';
    const kind = row.recognition ?? (match === 'changed' ? (latest === null ? 'first' : null) : match);
    const certificate = this.#newCertificate(product, row, decision, kind);
    return { id: certificate.now.id, changed: true, match };
  }

  #claimOfList(
    product: Planned<ProductFacts>,
    row: CheckedRow,
    held: readonly Planned<CertificateFacts>[],
  ): Recognition {
    const counts = held.filter(({ now }) => now.annulledOn === null);
    if (counts.length === 0) return this.#claim(product, row, this.#source);
    const same = counts.find(({ now }) => now.stars === row.stars);
    if (!same)
      row.findings.push(
        finding('differs_from_register', 'stars', { held: counts.at(-1)!.now.stars, stars: row.stars! }),
      );
    return { id: same?.now.id ?? null, changed: false, match: null };
  }

  #newCertificate(
    product: Planned<ProductFacts>,
    row: CheckedRow,
    decision: Planned<DecisionFacts> | null,
    kind: CertificateFacts['kind'],
  ): Planned<CertificateFacts> {
    const certificate = new Planned<CertificateFacts>(
      {
        id: newId(),
        productId: product.now.id,
        decisionId: decision?.now.id ?? null,
        number: row.certificateNumber,
        kind,
        stars: row.stars as CertificateFacts['stars'],
        points: row.points,
        ruleSet: decision?.now.ruleSet ?? null,
        issuedOn: decision?.now.issuedOn ?? null,
        issuedYear: decision?.now.issuedOn
          ? null
          : (row.decisionYear ?? (row.decisionDate === null ? null : Number(row.decisionDate.slice(0, 4)))),
        statedUntil: decision === null ? null : row.validUntil,
        annulledOn: null,
        source: this.#source,
      },
      true,
    );
    put(this.#certificates, product.now.id, certificate);
    return certificate;
  }

  /** A certificate has the day and the rules of its decision. */
  #follow(certificate: Planned<CertificateFacts>, decision: Planned<DecisionFacts>): boolean {
    if (decision.now.issuedOn === null || certificate.now.issuedOn === decision.now.issuedOn) return false;
    certificate.set('issuedOn', decision.now.issuedOn);
    certificate.set('ruleSet', decision.now.ruleSet);
    certificate.set('issuedYear', null);
    return true;
  }

  /** What the list states of a recognition that the register holds: a correction is made, and shown. */
  #restate(certificate: Planned<CertificateFacts>, row: CheckedRow): boolean {
    const { now } = certificate;
    const differs =
      now.annulledOn === null &&
      (now.stars !== row.stars || (row.points !== null && now.points !== null && now.points !== row.points));
    if (differs)
      row.findings.push(finding('differs_from_register', 'stars', { held: now.stars, stars: row.stars! }));
    return [
      certificate.set('annulledOn', null),
      certificate.set('stars', row.stars as CertificateFacts['stars']),
      row.points !== null && certificate.set('points', row.points),
      row.validUntil !== null && certificate.set('statedUntil', row.validUntil),
      certificate.fill('number', row.certificateNumber),
      now.issuedOn === null && certificate.fill('issuedYear', row.decisionYear),
    ].some(Boolean);
  }

  // Decisions

  #decisionOf(row: CheckedRow, held: readonly Planned<CertificateFacts>[]): Planned<DecisionFacts> {
    const number = row.decisionNumber!;
    const numberKey = keyOfDecision(number);
    const isOfProvince = !/qd-?b/i.test(number.replace(/Đ/g, 'D'));
    const province = isOfProvince ? row.place.province : null;
    const key = row.issuer === null ? unknownIssuer(province) : keyOfIssuer(row.issuer);
    const known = (this.#decisions.get(numberKey) ?? []).filter(
      ({ now }) =>
        isSameIssuer(now, key, province) && fits(now.issuedOn, row.decisionDate) && isSameYear(now, row),
    );
    const ofProduct = known.filter(({ now }) =>
      held.some((certificate) => certificate.now.decisionId === now.id),
    );
    const sameDay = (list: typeof known) => list.filter(({ now }) => now.issuedOn === row.decisionDate);
    const exact =
      sameDay(ofProduct)[0] ??
      sameDay(known).find(({ now }) => now.issuerKey === key) ??
      // That this product has it already shows that a decision without its day is the same one.
      ofProduct[0] ??
      sameDay(known)[0] ??
      // Else only within one list: numbers begin anew every year.
      known.find((decision) => this.#decisionsHere.has(decision));
    if (exact) return this.#here(exact);
    const rules = row.decisionDate === null ? null : rulesOn(row.decisionDate).name;
    const level = issuerLevel(row.issuer, number);
    const decision = new Planned<DecisionFacts>(
      {
        id: newId(),
        number,
        numberKey,
        issuer: row.issuer ?? '',
        issuerKey: key,
        issuerLevel: level === 'commune' ? null : level,
        issuedOn: row.decisionDate,
        issuedYear: row.decisionDate === null ? row.decisionYear : null,
        ruleSet: rules,
        provinceCode: level === 'ministry' ? null : province,
        source: this.#source,
      },
      true,
    );
    this.#keepDecision(decision);
    return this.#here(decision);
  }

  #here(decision: Planned<DecisionFacts>): Planned<DecisionFacts> {
    this.#decisionsHere.add(decision);
    return decision;
  }

  /** Whether the one is the other before its day was known. */
  #isUndated(id: string | null, { id: other, numberKey, issuerKey, provinceCode }: DecisionFacts): boolean {
    const found = id === null || id === other ? undefined : this.#decisionById.get(id)?.now;
    return (
      found !== undefined &&
      found.issuedOn === null &&
      found.numberKey === numberKey &&
      isSameIssuer(found, issuerKey, provinceCode)
    );
  }

  #completeDecision(decision: Planned<DecisionFacts>, row: CheckedRow): boolean {
    const { now } = decision;
    const day = now.issuedOn ?? row.decisionDate;
    const key = now.issuer === '' && row.issuer !== null ? keyOfIssuer(row.issuer) : now.issuerKey;
    const isTaken = this.#decisions
      .get(now.numberKey)
      ?.some((other) => other !== decision && other.now.issuerKey === key && other.now.issuedOn === day);
    if (isTaken) return false;
    let changed = false;
    if (now.issuedOn === null && row.decisionDate !== null) {
      decision.set('issuedOn', row.decisionDate);
      decision.set('ruleSet', rulesOn(row.decisionDate).name);
      decision.set('issuedYear', null);
      changed = true;
    }
    if (now.issuer === '' && row.issuer !== null) {
      decision.set('issuer', row.issuer);
      decision.set('issuerKey', keyOfIssuer(row.issuer));
      const level = issuerLevel(row.issuer, now.number);
      if (level !== 'commune') decision.set('issuerLevel', level);
      changed = true;
    }
    return changed;
  }

  // Places to sell

  #point(shop: CheckedShop): void {
    const nameKey = foldedWords(shop.name!);
    const { place } = shop;
    const named = (this.#points.get(nameKey) ?? []).filter(
      ({ now }) => fits(now.provinceCode, place.province) && fits(now.communeCode, place.commune),
    );
    const found =
      named.find(
        ({ now }) =>
          now.provinceCode === place.province &&
          now.communeCode === place.commune &&
          now.addressAsPrinted === place.asWritten,
      ) ??
      named.find(({ now }) => now.communeCode === place.commune) ??
      (named.length === 1 ? named[0]! : undefined);
    const facts: Omit<PointFacts, 'id' | 'slug' | 'name' | 'nameKey' | 'source'> = {
      kind: pointOfSaleKind(shop.kind, shop.name!),
      operator: shop.operator,
      street: place.street,
      addressAsPrinted: place.asWritten,
      provinceCode: place.province,
      communeCode: place.commune,
      phone: shop.phone,
      hours: shop.hours,
      openingHours: shop.hours === null ? null : readHours(shop.hours),
      latitude: shop.latitude,
      longitude: shop.longitude,
    };
    if (!found) {
      const point = new Planned<PointFacts>(
        { id: newId(), slug: '', name: shop.name!, nameKey, source: this.#source, ...facts },
        true,
      );
      put(this.#points, nameKey, point);
      shop.match = 'new';
      this.#outcomes.set(shop, { productId: null, certificateId: null, pointOfSaleId: point.now.id });
      return;
    }
    let changed = Boolean(found.now.takenBackOn) && found.set('takenBackOn', null);
    // Shops move, change hours and numbers: the newest list is right, where it says anything.
    for (const [field, value] of Object.entries(facts) as [keyof typeof facts, never][]) {
      if (value === null || (field === 'kind' && value === 'other')) continue;
      if (field === 'openingHours' ? JSON.stringify(found.now.openingHours) !== JSON.stringify(value) : true)
        changed = found.set(field, value) || changed;
    }
    shop.match = changed ? 'changed' : 'same';
    this.#outcomes.set(shop, { productId: null, certificateId: null, pointOfSaleId: found.now.id });
  }

  // Rows with errors

  #peek(row: CheckedRow): Match {
    if (row.product === null) return 'new';
    const producer = row.producer === null ? null : this.#producerOf(row);
    if (row.producer !== null && producer === null) return 'new';
    const product = this.#productOf({ row, producer, kind: 'decision' });
    return product === null || product.isNew ? 'new' : 'changed';
  }
}

type Recognition = { id: string | null; changed: boolean; match: Match | null };

function put<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

const isPlanned = ({ isNew, changed }: { isNew: boolean; changed: boolean }): boolean => isNew || changed;

function order(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}

/** Where a list names no issuer, decisions of one number are told apart by province. */
function unknownIssuer(province: string | null): string {
  return province === null ? '' : `? ${province}`;
}

/** Where only years are known they must at least agree. */
function isSameYear(now: DecisionFacts, row: CheckedRow): boolean {
  const held = now.issuedOn === null ? now.issuedYear : Number(now.issuedOn.slice(0, 4));
  const told = row.decisionDate === null ? row.decisionYear : Number(row.decisionDate.slice(0, 4));
  return held === null || told === null || held === told;
}

function isSameIssuer(now: DecisionFacts, key: string, province: string | null): boolean {
  if (now.issuerKey === key) return true;
  const isUnknown = (text: string) => text === '' || text.startsWith('? ');
  return (isUnknown(now.issuerKey) || isUnknown(key)) && fits(now.provinceCode, province);
}
