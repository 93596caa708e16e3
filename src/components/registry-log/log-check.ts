type Step = 'entry' | 'root' | 'signature' | 'page' | 'grown';
type State = 'passed' | 'failed' | 'unknown' | 'first';

/** What this device remembers of the log: how far it has seen it. */
const REMEMBERED = 'sao-lang:log';

/** Checks on the device of whoever reads a page that its line stands in the log. Loads what it needs when asked. */
class LogCheck extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.querySelector('button')!.addEventListener('click', () => void this.#check());
  }

  #show(step: Step, state: State) {
    this.querySelector<HTMLElement>(`[data-step='${step}']`)!.dataset['state'] = state;
  }

  async #check() {
    const button = this.querySelector('button')!;
    button.disabled = true;
    this.querySelector<HTMLElement>('.steps')!.hidden = false;
    for (const item of this.querySelectorAll<HTMLElement>('[data-step]')) delete item.dataset['state'];
    try {
      await this.#steps();
    } catch {
      for (const item of this.querySelectorAll<HTMLElement>('[data-step]:not([data-state])'))
        item.dataset['state'] = 'unknown';
    }
    button.disabled = false;
  }

  async #steps() {
    const index = this.dataset['index']!;
    const ask = async (address: string) => {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(String(answer.status));
      return answer;
    };
    const [{ checkProof }, { readKey }, entry, proof, key] = await Promise.all([
      import('#src/domain/registry-log/proof.ts'),
      import('#src/domain/registry-log/note.ts'),
      ask(`/log/entry/${index}`).then(async (answer) => new Uint8Array(await answer.arrayBuffer())),
      ask(`/log/proof/${index}`).then((answer) => answer.text()),
      ask('/log/key').then((answer) => answer.text()),
    ]);
    const trusted = readKey(this.#remembered()?.key ?? key) ?? readKey(key)!;
    const checked = await checkProof(entry, proof, [trusted]);
    const told = JSON.parse(new TextDecoder().decode(entry)) as {
      subject: string;
      statement: { stars?: number };
    };
    this.#show('entry', checked.readable ? 'passed' : 'failed');
    this.#show('root', checked.included ? 'passed' : 'failed');
    this.#show('signature', checked.signed ? 'passed' : 'failed');
    const isThis = told.subject === this.dataset['subject'];
    const isSame = isThis && String(told.statement.stars) === this.dataset['stars'];
    this.#show('page', isSame ? 'passed' : 'failed');
    const { checkpoint } = checked;
    if (checkpoint && checked.signed && checked.included) await this.#remember(checkpoint, key.trim());
    const names = checkpoint?.note.signatures
      .map(({ name }) => name)
      .filter((name) => name !== checkpoint.origin);
    const witnessed = this.querySelector<HTMLElement>('.witnessed')!;
    witnessed.hidden = !names?.length;
    witnessed.textContent = (this.dataset['witnessed'] ?? '').replace('%', names?.join(', ') ?? '');
  }

  #remembered(): { size: number; root: string; key: string } | null {
    try {
      return JSON.parse(localStorage.getItem(REMEMBERED) ?? 'null');
    } catch {
      return null;
    }
  }

  /** A log that is smaller than it was, or another one of the same size, was rewritten. */
  async #remember(now: { size: number; root: Uint8Array }, key: string) {
    const [{ base64, fromBase64 }, { consistencyProof, isConsistent }, { hashesOf, tilePath }] =
      await Promise.all([
        import('#src/domain/registry-log/note.ts'),
        import('#src/domain/registry-log/merkle.ts'),
        import('#src/domain/registry-log/tiles.ts'),
      ]);
    const before = this.#remembered();
    const root = before && fromBase64(before.root);
    if (before && root) {
      const read = async (tile: Parameters<typeof tilePath>[0]) => {
        const answer = await fetch(`/log/${tilePath(tile)}`);
        return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
      };
      const grown =
        before.size <= now.size &&
        isConsistent(
          { size: before.size, root },
          now,
          await consistencyProof(hashesOf(read, now.size), before.size, now.size),
        );
      this.#show('grown', grown ? 'passed' : 'failed');
      if (!grown) return;
    } else this.#show('grown', 'first');
    try {
      localStorage.setItem(REMEMBERED, JSON.stringify({ size: now.size, root: base64(now.root), key }));
    } catch {
      // A device that keeps nothing compares nothing next time.
    }
  }
}

customElements.define('log-check', LogCheck);
