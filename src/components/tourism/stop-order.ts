const middleOf = (element: Element): number => {
  const { top, height } = element.getBoundingClientRect();
  return top + height / 2;
};

/** Stops are put in order with a finger, a mouse or the keys; what is sent is the order in which they stand. */
class StopOrder extends HTMLElement {
  #list: HTMLElement | null = null;

  connectedCallback(): void {
    this.#list = this.querySelector('[data-stops]');
    if (!this.#list) return;
    this.dataset['ready'] = '';
    for (const grip of this.querySelectorAll<HTMLElement>('.grip')) {
      grip.hidden = false;
      grip.addEventListener('pointerdown', (event) => this.#drag(event, grip));
    }
    this.addEventListener('click', (event) => {
      const button = (event.target as Element).closest<HTMLButtonElement>('button[data-move]');
      const stop = button?.closest<HTMLElement>('[data-stop]');
      if (!button || !stop) return;
      event.preventDefault();
      const other = button.dataset['move'] === 'up' ? stop.previousElementSibling : stop.nextElementSibling;
      if (!other) return;
      if (button.dataset['move'] === 'up') other.before(stop);
      else other.after(stop);
      this.#moved(stop);
      // The way one was going may have come to its end.
      const wanted = button.disabled
        ? stop.querySelector<HTMLButtonElement>('button[data-move]:not([disabled])')
        : button;
      wanted?.focus();
      stop.scrollIntoView({ block: 'nearest' });
    });
  }

  get #stops(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('[data-stop]')];
  }

  #drag(event: PointerEvent, grip: HTMLElement): void {
    const stop = grip.closest<HTMLElement>('[data-stop]');
    if (!stop || !this.#list || event.button !== 0) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    this.#list.classList.add('is-dragged');
    stop.classList.add('is-held');
    // All of them fold up: what is held comes back under the finger, as far as the page can be pushed.
    scrollBy({ top: middleOf(stop) - event.clientY, behavior: 'instant' });
    const off = event.clientY - middleOf(stop);
    // The others go round what is held: it would lose the finger if it were taken out itself.
    const move = ({ clientY }: PointerEvent): void => {
      const at = clientY - off;
      for (
        let other = stop.previousElementSibling;
        other && at < middleOf(other);
        other = stop.previousElementSibling
      )
        stop.after(other);
      for (
        let other = stop.nextElementSibling;
        other && at > middleOf(other);
        other = stop.nextElementSibling
      )
        stop.before(other);
    };
    const end = (): void => {
      grip.removeEventListener('pointermove', move);
      this.#list?.classList.remove('is-dragged');
      stop.classList.remove('is-held');
      this.#moved(stop);
    };
    grip.addEventListener('pointermove', move);
    grip.addEventListener('lostpointercapture', end, { once: true });
  }

  /** Numbers, ends and words follow; hours are worked out again when it is saved. */
  #moved(moved: HTMLElement): void {
    const stops = this.#stops;
    stops.forEach((stop, index) => {
      const number = stop.querySelector('[data-number]');
      if (number) number.textContent = String(index + 1);
      stop.querySelector('[data-times]')?.remove();
      const [up, down] = stop.querySelectorAll<HTMLButtonElement>('button[data-move]');
      if (up) up.disabled = index === 0;
      if (down) down.disabled = index === stops.length - 1;
    });
    const told = this.querySelector('[data-told]');
    const name = moved.querySelector('[data-name]')?.textContent ?? '';
    if (told)
      told.textContent = (this.dataset['told'] ?? '')
        .replace('{name}', name)
        .replace('{number}', String(stops.indexOf(moved) + 1));
  }
}
if (!customElements.get('stop-order')) customElements.define('stop-order', StopOrder);
