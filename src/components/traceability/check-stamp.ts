import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import { isSignedBy } from '#src/domain/registry-log/note.ts';
import { readSignedCode, type SignedFacts } from '#src/domain/traceability/signed-stamp.ts';
import { day } from '#src/i18n/format.ts';
import type { SignedStamps } from '#src/web/api/signed-stamps.ts';

/** When the device had it from the network; the worker that keeps it for later says so. */
const KEPT_AT = 'x-kept-at';

type Outcome = 'right' | 'wrong' | 'unknown' | 'unreadable';

/**
 * Checks the signature of a stamp on this device. Without a network the page stands for that of any signed stamp, under the
 * stamp's own address.
 */
class CheckStamp extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector('form')!;
    const area = form.querySelector('textarea')!;
    for (const only of this.querySelectorAll<HTMLElement>('.with-script')) only.hidden = false;
    for (const only of this.querySelectorAll<HTMLElement>('.without-script')) only.hidden = true;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#check(area.value);
    });
    area.addEventListener('input', () => {
      // The camera writes the whole address at once.
      if (digitsIn(area.value)) void this.#check(area.value);
    });
    if (digitsIn(location.pathname)) {
      area.value = location.href;
      void this.#check(location.pathname);
    }
  }

  async #check(text: string) {
    const digits = digitsIn(text);
    const code = digits === null ? null : readSignedCode(digits);
    if (digits === null || !code) return this.#show('unreadable');
    const answer = await fetch(this.dataset['keys']!).catch(() => null);
    const known = answer?.ok ? ((await answer.json()) as SignedStamps) : null;
    const keptAt = answer?.headers.get(KEPT_AT) ?? null;
    const offline = this.querySelector<HTMLElement>('.kept')!;
    offline.hidden = keptAt === null;
    offline.textContent = (offline.dataset['words'] ?? '').replace(
      '%',
      keptAt === null ? '' : new Date(keptAt).toLocaleString(document.documentElement.lang),
    );
    const key = known?.keys.find(({ number }) => number === code.facts.key);
    if (!known || !key) return this.#show('unknown');
    const isRight = await isSignedBy(bytesOf(key.publicKey), code.message, code.signature);
    if (!isRight) return this.#show('wrong');
    const goods = known.goods[code.facts.product];
    this.#tell(code.facts, goods?.name ?? this.dataset['notKept']!, goods?.maker ?? '', digits);
    this.#show('right');
  }

  #tell({ key, madeOn, certifiedUntil }: SignedFacts, product: string, maker: string, digits: string) {
    const facts: Record<string, string> = {
      product,
      maker,
      madeOn: madeOn ? day(madeOn) : '',
      until: certifiedUntil ? day(certifiedUntil) : '',
      key: String(key),
    };
    for (const fact of this.querySelectorAll<HTMLElement>('[data-fact]')) {
      fact.textContent = facts[fact.dataset['fact']!] ?? '';
      fact.parentElement!.hidden = fact.textContent === '';
    }
    this.querySelector<HTMLElement>('.past')!.hidden = !(
      certifiedUntil && certifiedUntil < dayInVietnam(new Date())
    );
    const english = document.documentElement.lang === 'en' ? '/en' : '';
    this.querySelector<HTMLAnchorElement>('.open')!.href = `${english}/v/${digits}`;
  }

  #show(outcome: Outcome) {
    const found = this.querySelector<HTMLElement>('.found')!;
    found.dataset['verdict'] = outcome;
    found.hidden = false;
    found.scrollIntoView({ block: 'nearest' });
  }
}

/** The digits of a signed stamp in an address, or by themselves. */
const digitsIn = (text: string): string | null => /(?:^|[/\s])(\d{193})(?:[?#/\s]|$)/.exec(text)?.[1] ?? null;

const bytesOf = (coded: string): Uint8Array =>
  Uint8Array.from(atob(coded.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));

customElements.define('check-stamp', CheckStamp);
