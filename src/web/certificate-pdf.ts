import type { APIContext } from 'astro';
import { certificateById, type CertificateOfProduct } from '#src/domain/certification/certificates.ts';
import { packedToken } from '#src/domain/registry-log/credential.ts';
import { day, moment } from '#src/i18n/format.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { logWords } from '#src/i18n/registry-log.ts';
import { statusSentence } from '#src/i18n/statuses.ts';
import { tokenOf } from './credential-answer.ts';
import { printedOrigin } from './origin.ts';
import { MM } from './paper.ts';
import { at, paths } from './paths.ts';
import { makePdf, type PaperSize } from './pdf-sheet.ts';

const PAPER: PaperSize = {
  width: 210 * MM,
  height: 297 * MM,
  left: 20 * MM,
  right: 20 * MM,
  top: 20 * MM,
  bottom: 18 * MM,
};
/** Wide enough that a telephone reads a symbol of some hundred and forty modules. */
const SYMBOL = 110 * MM;

type Printed = { lang: Lang; certificate: CertificateOfProduct; address: string; now: Date };

/** What the register says of a certificate, on paper, with a code that proves it without a network. */
async function certificatePdf({
  lang,
  certificate,
  address,
  now,
}: Printed): Promise<Uint8Array<ArrayBuffer>> {
  const { paper, check, credential } = logWords[lang];
  const { product, producer, decision, term, status } = certificate;
  const { facts } = check;
  const title = credential.name(product.name, certificate.stars);
  return makePdf(title, PAPER, (sheet) => {
    const { left: x, top, width } = sheet.page;
    const room = width - 2 * x;
    sheet.doc.addPage();
    let y = sheet.paragraph(paper.title, { y: top, size: 12 });
    y =
      sheet.paragraph(`${product.name}, ${'★'.repeat(certificate.stars)}`, { y, style: 'bold', size: 22 }) +
      2 * MM;
    if (product.isExample) y = sheet.paragraph(check.example, { y, style: 'italic', size: 11 });
    y = sheet.paragraph(statusSentence(lang, status, term.until, certificate.day), {
      y,
      style: 'bold',
      size: 13,
    });
    sheet.rule(x, y + 1 * MM, room);
    y += 3 * MM;
    for (const [name, value] of [
      [facts.producer, producer?.name],
      [facts.decision, decision?.number],
      [facts.agency, decision?.issuer],
      [facts.from, certificate.issuedOn && day(certificate.issuedOn)],
      [facts.until, term.lastDay && day(term.lastDay)],
    ])
      if (value) y = sheet.paragraph(`${name}: ${value}`, { y, size: 12 });
    y += 4 * MM;
    sheet.qr(address, (width - SYMBOL) / 2, y, SYMBOL);
    y += SYMBOL + 2 * MM;
    y = sheet.paragraph(paper.scan, { y, style: 'bold', size: 12, align: 'center' });
    y = sheet.paragraph(credential.description, { y: y + 2 * MM, size: 10, align: 'center' });
    sheet.paragraph(paper.printed(moment(now)), { y, size: 9, align: 'center' });
  });
}

export async function certificateSheet(astro: APIContext): Promise<Response> {
  const { lang, site, ctx, today } = astro.locals;
  const id = astro.params['id'] ?? '';
  const certificate = /^[0-9a-z]{12}$/.test(id)
    ? await certificateById(site.sql, id, today, site.config.lastDay)
    : null;
  const token = certificate && (await tokenOf(astro, certificate));
  if (!certificate || !token) return astro.rewrite('/404');
  const address = `${printedOrigin(site, astro.url)}${at(lang, paths.checkCopy)}#${await packedToken(token)}`;
  return new Response(await certificatePdf({ lang, certificate, address, now: ctx.now }), {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="ocop-${id}.pdf"`,
      'cache-control': 'no-store',
    },
  });
}
