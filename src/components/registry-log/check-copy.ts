import type { CheckedCredential } from '#src/domain/registry-log/credential.ts';

/** When the device had it from the network; the worker that keeps it for later says so. */
const KEPT_AT = 'x-kept-at';

/** Checks a signed copy on this device: nothing of it is sent, and what was kept before serves without a network. */
class CheckCopy extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector('form')!;
    const area = form.querySelector('textarea')!;
    const file = form.querySelector<HTMLInputElement>('input[type=file]')!;
    for (const only of this.querySelectorAll<HTMLElement>('.with-script')) only.hidden = false;
    for (const only of this.querySelectorAll<HTMLElement>('.without-script')) only.hidden = true;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#check(area.value);
    });
    file.addEventListener('change', () => {
      void file.files?.[0]?.text().then((text) => {
        area.value = text;
        return this.#check(text);
      });
    });
    area.addEventListener('input', () => {
      // The camera writes the whole address at once.
      if (area.value.includes('#')) void this.#check(area.value);
    });
    if (location.hash.length > 20) {
      area.value = location.hash.slice(1);
      void this.#check(location.hash);
    }
  }

  async #check(text: string) {
    const own = this.dataset['own']!;
    const [{ checkCredential, tokenIn }, { overall, factsOf }] = await Promise.all([
      import('#src/domain/registry-log/credential.ts'),
      import('./checked-copy.ts'),
    ]);
    let keptAt: string | null = null;
    const ask = async (address: string): Promise<Response | null> => {
      const answer = await fetch(address).catch(() => null);
      keptAt = answer?.headers.get(KEPT_AT) ?? keptAt;
      return answer?.ok ? answer : null;
    };
    const checked = await checkCredential(await tokenIn(text), {
      didDocument: async (did) =>
        did === own ? ((await (await ask('/.well-known/did.json'))?.json()) ?? null) : null,
      statusList: async (address) => {
        const { pathname } = new URL(address);
        return (await (await ask(pathname))?.text()) ?? null;
      },
      now: new Date(),
    });
    this.#show(checked, overall(checked, own), checked.credential ? factsOf(checked.credential) : null);
    const offline = this.querySelector<HTMLElement>('.kept')!;
    offline.hidden = keptAt === null;
    offline.textContent = (offline.dataset['words'] ?? '').replace(
      '%',
      keptAt === null ? '' : new Date(keptAt).toLocaleString(document.documentElement.lang),
    );
  }

  #show(checked: CheckedCredential, verdict: string, facts: Record<string, string | boolean> | null) {
    const result = this.querySelector<HTMLElement>('.checked')!;
    result.hidden = false;
    result.dataset['verdict'] = verdict;
    const foreign = result.querySelector<HTMLElement>('.foreign')!;
    foreign.textContent = (foreign.dataset['host'] ?? '').replace(
      '%',
      (checked.issuer ?? '').replace(/^did:web:/, ''),
    );
    for (const fact of result.querySelectorAll<HTMLElement>('[data-fact]'))
      fact.textContent = String(facts?.[fact.dataset['fact']!] ?? '');
    result.querySelector<HTMLElement>('.example')!.hidden = facts?.['isExample'] !== true;
    for (const step of result.querySelectorAll<HTMLElement>('[data-step]')) {
      const name = step.dataset['step']!;
      step.dataset['state'] =
        name === 'signature' || name === 'term'
          ? checked[name]
          : checked.statuses[name as keyof typeof checked.statuses];
    }
    result.scrollIntoView({ block: 'nearest' });
  }
}

customElements.define('check-copy', CheckCopy);
