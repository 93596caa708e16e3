import type { ShownPicture } from '#src/domain/media/picture.ts';
import type { ShownRecording } from '#src/domain/media/recording.ts';
import type { LockedFacts, StoryText } from '#src/domain/stories/story.ts';

type Given = {
  key: string;
  saved: StoryText;
  isConflict: boolean;
  pictures: [number, ShownPicture][];
  recordings: [number, ShownRecording][];
  locked: LockedFacts;
  words: Record<'kept' | 'saving' | 'saved' | 'offline' | 'conflict' | 'failed' | 'empty', string>;
};
/** What `recording-send` tells when one has arrived. */
export type RecordingSent = { number: number; recording: ShownRecording; sample: string };
type Draft = StoryText & { revision: string; at: number };

const IDLE_MS = 6_000;
const AGAIN_MS = 20_000;
const ANSWER_MS = 25_000;

const plain = (text: string): string => text.replace(/\r\n?/g, '\n');

/** A story saves itself while it is written, is seen as it will stand, and what is not saved yet stays on this device. */
class StoryEditor extends HTMLElement {
  #given!: Given;
  #form!: HTMLFormElement;
  #areas!: Record<'vi' | 'en', HTMLTextAreaElement>;
  #revision!: HTMLInputElement;
  #status!: HTMLElement;
  #last!: HTMLTextAreaElement;
  #saveTimer = 0;
  #lookTimer = 0;
  #isSaving = false;
  #isStopped = false;

  connectedCallback() {
    this.#given = JSON.parse(this.querySelector('.given')!.textContent) as Given;
    this.#form = this.querySelector('form')!;
    const area = (name: string) => this.querySelector<HTMLTextAreaElement>(`textarea[name=${name}]`)!;
    this.#areas = { vi: area('vi'), en: area('en') };
    this.#last = this.#areas.vi;
    this.#revision = this.querySelector<HTMLInputElement>('[name=ban]')!;
    this.#status = this.querySelector('.status')!;
    this.#isStopped = this.#given.isConflict;
    this.querySelector<HTMLElement>('.look')!.hidden = true;
    for (const hidden of this.querySelectorAll<HTMLElement>('.tools, .pictures button, .recordings button'))
      hidden.hidden = false;
    for (const code of this.querySelectorAll<HTMLElement>('.pictures code, .recordings code'))
      code.hidden = true;
    this.addEventListener('click', this.#insert);
    this.addEventListener('recording-sent', ({ detail }: CustomEventInit<RecordingSent>) => {
      this.#given.recordings.push([detail!.number, detail!.recording]);
      this.#put(detail!.sample);
    });
    this.addEventListener('input', this.#changed);
    this.addEventListener('focusin', ({ target }) => {
      if (target instanceof HTMLTextAreaElement) this.#last = target;
    });
    this.#form.addEventListener('submit', (event) => {
      if (navigator.onLine) return;
      event.preventDefault();
      this.#keep();
      this.#say('offline', true);
    });
    addEventListener('online', this.#save);
    addEventListener('offline', () => {
      if (this.#isChanged()) this.#say('offline', true);
    });
    this.#offerDraft();
  }

  #text(): StoryText {
    return { vi: plain(this.#areas.vi.value), en: plain(this.#areas.en.value) };
  }

  #isChanged(): boolean {
    const { vi, en } = this.#text();
    return vi.trim() !== this.#given.saved.vi.trim() || en.trim() !== this.#given.saved.en.trim();
  }

  #say(what: Exclude<keyof Given['words'], 'empty'>, isBad = false): void {
    this.#status.textContent = this.#given.words[what];
    this.#status.dataset['tone'] = isBad ? 'bad' : '';
  }

  /** On this device, and nowhere else. */
  #keep(): void {
    try {
      const draft: Draft = { ...this.#text(), revision: this.#revision.value, at: Date.now() };
      localStorage.setItem(this.#given.key, JSON.stringify(draft));
    } catch {
      // A device that keeps nothing: the text stays in the page.
    }
  }

  #forget(): void {
    try {
      localStorage.removeItem(this.#given.key);
    } catch {
      // Nothing was kept.
    }
  }

  #offerDraft(): void {
    let draft: Draft | null = null;
    try {
      draft = JSON.parse(localStorage.getItem(this.#given.key) ?? 'null') as Draft | null;
    } catch {
      return;
    }
    const { saved } = this.#given;
    const now = this.#text();
    if (!draft || (draft.vi.trim() === saved.vi.trim() && draft.en.trim() === saved.en.trim()))
      return this.#forget();
    // After a form that was not taken, the fields hold what was typed.
    if (draft.vi.trim() === now.vi.trim() && draft.en.trim() === now.en.trim()) return;
    const kept = draft;
    const offer = this.querySelector<HTMLElement>('.draft')!;
    offer.querySelector('time')!.textContent = new Date(kept.at).toLocaleString('vi-VN', {
      dateStyle: 'short',
      timeStyle: 'short',
    });
    offer.hidden = false;
    offer.querySelector('.take')!.addEventListener('click', () => {
      this.#areas.vi.value = kept.vi;
      this.#areas.en.value = kept.en;
      // Written on an older text: the site then shows both.
      this.#revision.value = kept.revision;
      offer.hidden = true;
      this.#areas.vi.focus();
      this.#changed();
    });
    offer.querySelector('.drop')!.addEventListener('click', () => {
      this.#forget();
      offer.hidden = true;
      this.#areas.vi.focus();
    });
  }

  #changed = (): void => {
    clearTimeout(this.#saveTimer);
    clearTimeout(this.#lookTimer);
    this.#lookTimer = window.setTimeout(() => void this.#look(), 300);
    if (!this.#isChanged()) return this.#forget();
    this.#keep();
    if (this.#isStopped) return;
    if (navigator.onLine) this.#say('kept');
    else this.#say('offline', true);
    this.#saveTimer = window.setTimeout(this.#save, IDLE_MS);
  };

  #save = async (): Promise<void> => {
    clearTimeout(this.#saveTimer);
    if (this.#isSaving || this.#isStopped || !this.#isChanged()) return;
    if (!navigator.onLine) return this.#say('offline', true);
    this.#isSaving = true;
    this.#say('saving');
    const sent = this.#text();
    try {
      const answer = await fetch(this.#form.action, {
        method: 'POST',
        body: new URLSearchParams({ ...sent, ban: this.#revision.value, viec: 'tu-luu' }),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      if (answer.status === 409) {
        this.#isStopped = true;
        this.#say('conflict', true);
      } else if (answer.ok) {
        const { ban } = (await answer.json()) as { ban: number };
        this.#revision.value = String(ban);
        this.#given.saved = sent;
        if (this.#isChanged()) this.#keep();
        else {
          this.#forget();
          this.#say('saved');
        }
      } else throw new Error(String(answer.status));
    } catch {
      this.#say(navigator.onLine ? 'failed' : 'offline', true);
    } finally {
      this.#isSaving = false;
      if (this.#isChanged()) this.#saveTimer = window.setTimeout(this.#save, AGAIN_MS);
    }
  };

  #insert = ({ target }: Event): void => {
    const sample =
      target instanceof Element ? target.closest<HTMLElement>('[data-insert]')?.dataset['insert'] : undefined;
    if (sample !== undefined) this.#put(sample);
  };

  #put(sample: string): void {
    const area = this.#last;
    const { value, selectionStart: start, selectionEnd: end } = area;
    const chosen = value.slice(start, end);
    const isInline = sample.startsWith('**');
    const words = isInline && chosen !== '' ? `**${chosen}**` : sample;
    const before = isInline || start === 0 || value.slice(0, start).endsWith('\n\n') ? '' : '\n\n';
    const after = isInline || value.slice(end).startsWith('\n\n') ? '' : '\n\n';
    area.setRangeText(before + words + after, isInline ? start : end, end, 'end');
    area.focus();
    this.#changed();
  }

  /** The same code makes the page. It is fetched when somebody begins to write. */
  async #look(): Promise<void> {
    const [{ storyHtml }, { fillLocked }] = await Promise.all([
      import('#src/web/markdown.ts'),
      import('#src/domain/stories/story.ts'),
    ]);
    const shown = {
      pictures: new Map(this.#given.pictures),
      recordings: new Map(this.#given.recordings),
      lang: 'vi' as const,
      credit: 'Ảnh',
    };
    const text = this.#text();
    for (const lang of ['vi', 'en'] as const) {
      const room = this.querySelector<HTMLElement>(`.preview .${lang}`)!;
      let page = room.querySelector<HTMLElement>('.story');
      if (!page) {
        page = document.createElement('div');
        page.className = 'prose story';
        page.lang = lang;
        room.replaceChildren(page);
      }
      page.innerHTML = storyHtml(fillLocked(text[lang], this.#given.locked), shown);
      if (lang === 'en') room.hidden = text.en.trim() === '';
    }
  }
}
customElements.define('story-editor', StoryEditor);
