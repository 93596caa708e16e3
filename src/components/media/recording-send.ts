import type { RecordingSent } from '#src/components/stories/story-editor.ts';

type Given = {
  action: string;
  most: number;
  part: number;
  isWhole: boolean;
  words: Record<'tooLarge' | 'sending' | 'waiting' | 'unfinished' | 'checking' | 'done' | 'failed', string>;
};
type Answer = { upload?: string; next?: number; loi?: string; done?: RecordingSent & { ve: string } };

const ANSWER_MS = 60_000;
/** So long it waits before it tries a line once more. */
const AGAIN_MS = [1_000, 3_000, 8_000];

/** The site said no: to try again is of no use. */
class Refused extends Error {}

/** A recording goes part by part, waits while there is no network, and goes on with the part that is missing. */
class RecordingSend extends HTMLElement {
  #given!: Given;
  #input!: HTMLInputElement;
  #button!: HTMLButtonElement;
  #bar!: HTMLProgressElement;
  #told!: HTMLElement;
  #isSending = false;

  connectedCallback() {
    this.#given = JSON.parse(this.dataset['given']!) as Given;
    this.#input = this.querySelector<HTMLInputElement>('input[type=file]')!;
    this.#button = this.querySelector('button')!;
    this.#bar = this.querySelector('progress')!;
    this.#told = this.querySelector('.told')!;
    this.querySelector<HTMLElement>('.send')!.hidden = false;
    this.#input.addEventListener('change', () => {
      const [file] = this.#input.files ?? [];
      if (file && file.size > this.#given.most) this.#tell(this.#given.words.tooLarge);
      else if (file) this.#tell('');
    });
    const form = this.closest('form')!;
    const begin = (event: Event): void => {
      const [file] = this.#input.files ?? [];
      if (!file) return;
      event.preventDefault();
      if (file.size > this.#given.most) this.#tell(this.#given.words.tooLarge);
      else void this.#send(file);
    };
    if (this.#given.isWhole) form.addEventListener('submit', begin);
    else this.#button.addEventListener('click', begin);
    addEventListener('beforeunload', (event) => {
      if (this.#isSending) event.preventDefault();
    });
    const left = this.#left();
    if (left) this.#tell(this.#given.words.unfinished.replace('{name}', left));
  }

  #tell(words: string): void {
    this.#told.textContent = words;
  }

  /** The name of a file that did not arrive, on this device. */
  #left(name?: string | null): string | null {
    try {
      if (name === null) localStorage.removeItem(this.#given.action);
      else if (name !== undefined) localStorage.setItem(this.#given.action, name);
      return localStorage.getItem(this.#given.action);
    } catch {
      return null;
    }
  }

  async #ask(fields: Record<string, string | Blob>): Promise<Answer> {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    for (let tries = 0; ; tries += 1) {
      const answer = await fetch(this.#given.action, {
        method: 'POST',
        body,
        headers: { accept: 'application/json' },
        signal: AbortSignal.timeout(ANSWER_MS),
      }).catch(() => null);
      if (answer?.ok) return (await answer.json()) as Answer;
      if (answer && answer.status < 500 && answer.status !== 429) {
        const { loi } = (await answer.json().catch(() => ({}))) as Answer;
        throw new Refused(loi);
      }
      this.#tell(this.#given.words.waiting);
      await new Promise<void>((go) => {
        setTimeout(go, AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)]);
        addEventListener('online', () => go(), { once: true });
      });
    }
  }

  async #send(file: File): Promise<void> {
    if (this.#isSending) return;
    const { part, words, isWhole } = this.#given;
    this.#isSending = true;
    this.#button.disabled = true;
    this.#bar.hidden = false;
    this.#left(file.name);
    try {
      let { upload = '', next = 0 } = await this.#ask({
        viec: 'mo',
        dau: `${file.name} ${file.lastModified}`,
        co: String(file.size),
      });
      const parts = Math.ceil(file.size / part);
      while (next < parts) {
        this.#bar.value = (next / parts) * 100;
        this.#tell(`${words.sending}: ${Math.floor((next / parts) * 100)} %`);
        const answer = await this.#ask({
          viec: 'phan',
          upload,
          so: String(next),
          tep: file.slice(next * part, (next + 1) * part),
        });
        next = answer.next ?? next;
      }
      this.#bar.value = 100;
      this.#tell(words.checking);
      const title =
        this.querySelector<HTMLInputElement>('[name=ten]')?.value || file.name.replace(/\.\w+$/, '');
      const { done } = await this.#ask({ viec: 'xong', upload, ten: title });
      this.#left(null);
      this.#isSending = false;
      if (isWhole) location.assign(done!.ve);
      else {
        this.dispatchEvent(new CustomEvent('recording-sent', { bubbles: true, detail: done! }));
        this.#input.value = '';
        this.#tell(words.done);
      }
    } catch (error) {
      if (error instanceof Refused) this.#left(null);
      this.#tell(error instanceof Refused && error.message !== '' ? error.message : words.failed);
    } finally {
      this.#isSending = false;
      this.#button.disabled = false;
      this.#bar.hidden = true;
    }
  }
}
customElements.define('recording-send', RecordingSend);
