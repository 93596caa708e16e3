import type { ProducerAccount } from '#src/domain/checkout/payouts.ts';
import { dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import { day, number } from '#src/i18n/format.ts';
import { money } from '#src/i18n/shop-money.ts';
import { PAGE, paperPdf, WHOLE, type PaperRow, type Sheet } from './paper.ts';

export type Statement = {
  /** Who keeps the account; `null`: nobody has said. */
  keeper: { name: string; registration: string; address: string } | null;
  producer: string;
  from: Day;
  until: Day;
  madeOn: Day;
  account: ProducerAccount;
};

/** As it is added up by hand: with a minus that no printer loses. */
const sum = (value: number): string => `${number(value).replace('-', '−')}`;

/** A producer's account on A4: every line, the sums of each kind, and the addition that leads to the closing balance. */
export function statementPdf(statement: Statement): Promise<Uint8Array<ArrayBuffer>> {
  return paperPdf(money.paper.title, (sheet) => draw(sheet, statement));
}

function draw(sheet: Sheet, { keeper, producer, from, until, madeOn, account }: Statement): void {
  const said = money.paper;
  const names = money.account;
  let y = sheet.begin();
  if (keeper !== null) {
    y = sheet.paragraph(keeper.name, { y, style: 'bold', size: 11.5 });
    y = sheet.paragraph(`${keeper.registration}. ${keeper.address}`, { y, size: 10.5 }) + 4;
    sheet.rule(PAGE.left, y, WHOLE);
  }
  y = sheet.paragraph(said.title, { y: y + 14, style: 'bold', size: 17, align: 'center', as: 'H1' });
  y = sheet.paragraph(said.span(day(from), day(until)), { y, size: 12, align: 'center' }) + 8;
  y = sheet.paragraph(`${said.producer}: ${producer}`, { y, style: 'bold', size: 12 });
  y = sheet.paragraph(`${said.madeOn}: ${day(madeOn)}. ${said.unit}`, { y, size: 11 }) + 8;

  const rows: PaperRow[] = [
    { cells: [day(from), names.opening, '', '', '', sum(account.opening)], isSum: true },
    ...account.lines.map(({ at, kind, order, amount, balance }) => ({
      cells: [
        day(dayInVietnam(new Date(at))),
        names.kinds[kind] ?? kind,
        order ?? '',
        amount >= 0 ? sum(amount) : '',
        amount < 0 ? sum(-amount) : '',
        sum(balance),
      ],
    })),
    {
      cells: [
        day(until),
        names.closing,
        '',
        sum(total(account, (amount) => amount > 0)),
        sum(-total(account, (amount) => amount < 0)),
        sum(account.closing),
      ],
      isSum: true,
    },
  ];
  y = sheet.table(
    said.lines,
    [
      { name: names.day, share: 1.6 },
      { name: names.what, share: 2 },
      { name: names.order, share: 1.85 },
      { name: said.more, share: 1.3, isNumber: true },
      { name: said.less, share: 1.3, isNumber: true },
      { name: names.balance, share: 1.4, isNumber: true },
    ],
    rows,
    y,
  );

  const kinds = [...new Set(account.lines.map(({ kind }) => kind))];
  y = sheet.table(
    said.sums,
    [
      { name: names.what, share: 3 },
      { name: said.count, share: 1, isNumber: true },
      { name: names.amount, share: 2, isNumber: true },
    ],
    [
      { cells: [names.opening, '', sum(account.opening)] },
      ...kinds.map((kind) => {
        const of = account.lines.filter((line) => line.kind === kind);
        return {
          cells: [
            names.kinds[kind] ?? kind,
            number(of.length),
            sum(of.reduce((all, { amount }) => all + amount, 0)),
          ],
        };
      }),
      { cells: [names.closing, number(account.lines.length), sum(account.closing)], isSum: true },
    ],
    y + 16,
  );
  y = sheet.paragraph(
    account.closing < 0 ? said.owes(sum(-account.closing)) : said.owed(sum(account.closing)),
    {
      y: y + 12,
      size: 12,
      style: 'bold',
    },
  );
  y = sheet.paragraph(`${names.direct}: ${sum(account.direct)} ₫. ${said.directNote}`, {
    y: y + 4,
    size: 11,
  });
  sheet.paragraph(said.check, { y: y + 6, size: 11, style: 'italic' });
}

const total = ({ lines }: ProducerAccount, of: (amount: number) => boolean): number =>
  lines.reduce((all, { amount }) => (of(amount) ? all + amount : all), 0);
