import { clustersAt, type Cluster } from './cluster.ts';
import { unpacked, type MapData, type MapPoint } from './map-data.ts';
import { placeNames, type Name } from './names.ts';
import {
  distance,
  flat,
  fromPicture,
  graticule,
  inPicture,
  kept,
  limited,
  OUTLINE_UP_TO,
  viewOf,
  WORLD,
  WORLD_CORNER,
  zoomed,
  type Flat,
  type Position,
  type Size,
  type View,
} from './projection.ts';

type Given = {
  view: View;
  size: Size;
  names: Name[];
  src: string | null;
  /** Address of the deployment's own tiles. */
  tiles: string | null;
  points: MapData | null;
  words: Record<'cluster' | 'here' | 'nearest' | 'refused' | 'failed' | 'open' | 'east' | 'north', string>;
};
type Mark = { element: HTMLButtonElement; cluster: Cluster };

/** Pixels within which points are one mark. */
const RADIUS = 46;
const SVG = 'http://www.w3.org/2000/svg';

/** The drawn map comes alive: moved, closer, one point after another. What it shows, the list beside it says. */
class PointsMap extends HTMLElement {
  #given!: Given;
  #view!: View;
  #home!: View;
  #size!: Size;
  #points: MapPoint[] = [];
  #spots: Flat[] = [];
  #clusters = new Map<number, Cluster[]>();
  #marks = new Map<string, Mark>();
  #chosen = -1;
  #me: Position | null = null;
  #frame = 0;
  #flight = 0;
  #fingers = new Map<number, Flat>();
  #moved = false;

  connectedCallback() {
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      seen.disconnect();
      void this.#start();
    });
    seen.observe(this);
  }

  #one<T extends Element>(selector: string): T {
    return this.querySelector<T>(selector)!;
  }

  async #start() {
    this.#given = JSON.parse(this.#one('script').textContent ?? '') as Given;
    const { src, points, view, size } = this.#given;
    try {
      const data = points ?? ((await (await fetch(src!)).json()) as MapData);
      this.#points = unpacked(data);
    } catch {
      // The drawn map stays, its numbers are links still.
      this.#one('.told').textContent = this.#given.words.failed;
      return;
    }
    this.#spots = this.#points.map(({ position }) => flat(position));
    this.#size = this.#measured();
    const factor = Math.min(this.#size.width / size.width, this.#size.height / size.height);
    this.#home = this.#view = { ...view, scale: limited(view.scale * factor) };
    if (src && this.#spots.length > 0 && !this.#holdsAll())
      this.#home = this.#view = viewOf(
        this.#points.map(({ position }) => position),
        this.#size,
      );
    this.#one('.marks').remove();
    const box = this.#one<HTMLElement>('.view');
    box.tabIndex = 0;
    box.setAttribute('role', 'application');
    for (const one of this.querySelectorAll<HTMLElement>('.zoom, .tools, .keys')) one.hidden = false;
    this.#listen(box);
    this.dataset['ready'] = String(this.#points.length);
    this.#draw();
  }

  #holdsAll(): boolean {
    return this.#spots.every((spot) => {
      const { x, y } = inPicture(spot, this.#view, this.#size);
      return x > 0 && y > 0 && x < this.#size.width && y < this.#size.height;
    });
  }

  #measured(): Size {
    const { clientWidth, clientHeight } = this.#one('.view');
    return { width: clientWidth, height: clientHeight };
  }

  #listen(box: HTMLElement) {
    this.addEventListener('click', (event) => this.#clicked(event));
    box.addEventListener('keydown', (event) => this.#pressed(event));
    box.addEventListener('pointerdown', (event) => {
      if ((event.target as Element).closest('.zoom')) return;
      this.#fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      this.#moved &&= this.#fingers.size > 1;
      cancelAnimationFrame(this.#flight);
    });
    addEventListener('pointermove', (event) => this.#dragged(event));
    for (const kind of ['pointerup', 'pointercancel'] as const)
      addEventListener(kind, ({ pointerId }) => this.#fingers.delete(pointerId));
    // The page is scrolled over a map that nobody uses.
    box.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey && !box.contains(document.activeElement)) return;
        event.preventDefault();
        this.#go(zoomed(this.#view, Math.exp(-event.deltaY / 300), this.#inBox(event), this.#size), false);
      },
      { passive: false },
    );
    new ResizeObserver(() => {
      this.#size = this.#measured();
      this.#soon();
    }).observe(box);
  }

  #inBox({ clientX, clientY }: { clientX: number; clientY: number }): Flat {
    const { left, top } = this.#one('.view').getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  #dragged(event: PointerEvent) {
    const before = this.#fingers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...this.#fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (Math.hypot(now.x - before.x, now.y - before.y) < 4 && !this.#moved && !other) return;
    this.#moved = true;
    this.#fingers.set(event.pointerId, now);
    const { scale } = this.#view;
    const share = other ? 2 : 1;
    const view = {
      ...this.#view,
      x: this.#view.x - (now.x - before.x) / scale / share,
      y: this.#view.y - (now.y - before.y) / scale / share,
    };
    if (!other) return this.#go(view, false);
    const gap = (one: Flat) => Math.max(20, Math.hypot(one.x - other.x, one.y - other.y));
    const middle = { clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 };
    this.#go(zoomed(view, gap(now) / gap(before), this.#inBox(middle), this.#size), false);
  }

  #clicked(event: MouseEvent) {
    if (this.#moved) {
      this.#moved = false;
      event.preventDefault();
      return;
    }
    const button = (event.target as Element).closest('button');
    if (!button) return;
    const mark = [...this.#marks.values()].find(({ element }) => element === button);
    if (mark) return this.#opened(mark.cluster);
    const deed = button.dataset['do'];
    if (deed === 'in' || deed === 'out') this.#closer(deed === 'in' ? 2 : 0.5);
    else if (deed === 'whole') this.#go(this.#home);
    else if (deed === 'next' || deed === 'previous') this.#step(deed === 'next' ? 1 : -1);
    else if (deed === 'near') this.#near();
  }

  #pressed(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const far = 90 / this.#view.scale;
    const by = (x: number, y: number) =>
      this.#go({ ...this.#view, x: this.#view.x + x, y: this.#view.y + y });
    const deeds: Record<string, () => void> = {
      ArrowLeft: () => by(-far, 0),
      ArrowRight: () => by(far, 0),
      ArrowUp: () => by(0, -far),
      ArrowDown: () => by(0, far),
      '+': () => this.#closer(2),
      '=': () => this.#closer(2),
      '-': () => this.#closer(0.5),
      '0': () => this.#go(this.#home),
      PageDown: () => this.#step(1),
      PageUp: () => this.#step(-1),
      Enter: () => this.querySelector<HTMLAnchorElement>('.told a')?.click(),
    };
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  }

  #closer(factor: number) {
    this.#go(zoomed(this.#view, factor, { x: this.#size.width / 2, y: this.#size.height / 2 }, this.#size));
  }

  #opened({ members }: Cluster) {
    const places = members.map((index) => this.#points[index]!);
    const view = viewOf(
      places.map(({ position }) => position),
      this.#size,
      0.002,
      60,
    );
    if (members.length === 1) this.#choose(members[0]!);
    else if (view.scale > this.#view.scale * 1.15) this.#go(view);
    else this.#tell(places.slice(0, 50));
  }

  #step(by: number) {
    const count = this.#points.length;
    if (count === 0) return;
    const index = this.#chosen < 0 ? (by > 0 ? 0 : count - 1) : (this.#chosen + by + count) % count;
    this.#choose(index);
    this.#go({ ...this.#spots[index]!, scale: Math.max(this.#view.scale, 1.5) });
  }

  #choose(index: number) {
    this.#chosen = index;
    this.#tell([this.#points[index]!]);
    this.#soon();
  }

  #tell(places: readonly MapPoint[], lead = '') {
    const rows = places.map(({ number, name, href, kind, where }) => {
      const row = document.createElement('div');
      const link = document.createElement('a');
      link.href = href;
      link.lang = 'vi';
      link.textContent = `${number}. ${name}`;
      const rest = document.createElement('span');
      rest.className = 'small muted';
      const away = this.#me && lead ? ` · ${this.#lengthTo(places.find((one) => one.href === href)!)}` : '';
      rest.textContent = [kind, where].filter(Boolean).join(' · ') + away;
      row.append(link, rest);
      return row;
    });
    this.#one('.told').replaceChildren(
      ...(lead ? [Object.assign(document.createElement('b'), { textContent: lead })] : []),
      ...rows,
    );
  }

  #lengthTo({ position }: MapPoint): string {
    const metres = distance(this.#me!, position);
    const digits = { maximumFractionDigits: metres < 10_000 ? 1 : 0 };
    return `${(metres / 1000).toLocaleString(document.documentElement.lang, digits)} km`;
  }

  /** Asked of the device, on this tap alone; neither sent nor kept. */
  #near() {
    const { words } = this.#given;
    const refused = () => {
      this.#one('.told').textContent = words.refused;
    };
    if (!('geolocation' in navigator)) return refused();
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const me: Position = [coords.latitude, coords.longitude];
        this.#me = me;
        const nearest = this.#points
          .map((point) => ({ point, far: distance(me, point.position) }))
          .sort((a, b) => a.far - b.far)
          .slice(0, 3)
          .map(({ point }) => point);
        this.#tell(nearest, words.nearest);
        this.#go(viewOf([me, ...nearest.map(({ position }) => position)], this.#size, 0.05, 60));
      },
      refused,
      { maximumAge: 60_000, timeout: 20_000 },
    );
  }

  #go(to: View, slowly = true) {
    cancelAnimationFrame(this.#flight);
    const target = kept(to);
    const from = this.#view;
    if (!slowly || matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#view = target;
      return this.#soon();
    }
    const start = performance.now();
    const fly = (now: number) => {
      const part = Math.min(1, Math.max(0, (now - start) / 260));
      const eased = 1 - (1 - part) ** 3;
      this.#view = {
        x: from.x + (target.x - from.x) * eased,
        y: from.y + (target.y - from.y) * eased,
        scale: from.scale * (target.scale / from.scale) ** eased,
      };
      this.#draw();
      if (part < 1) this.#flight = requestAnimationFrame(fly);
    };
    this.#flight = requestAnimationFrame(fly);
  }

  #soon() {
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { x, y, scale } = this.#view;
    const { width, height } = this.#size;
    this.#one('.picture').setAttribute('viewBox', `0 0 ${width} ${height}`);
    this.#one('.base').setAttribute(
      'transform',
      `translate(${width / 2} ${height / 2}) scale(${scale}) translate(${-x} ${-y})`,
    );
    // Outlines of two kilometres' grain say nothing true about a street.
    this.classList.toggle('near', scale > OUTLINE_UP_TO);
    this.#drawTiles();
    this.#drawGrid();
    this.#drawMarks();
    const names = placeNames(this.#given.names, this.#view, this.#size, this.#blocked());
    this.#one('.names').replaceChildren(
      ...names.map(({ name, ...at }) => this.#text(name.text, at.x, at.y + 4, name.kind)),
    );
    const isles = names.filter(({ name }) => name.kind === 'isles').length;
    this.#one('.inset').toggleAttribute('data-hidden', isles === 2);
  }

  /** Where marks stand: no name is written under them. */
  #blocked() {
    return [...this.#marks.values()].map(({ cluster }) => {
      const { x, y } = inPicture(cluster, this.#view, this.#size);
      return { left: x - 16, right: x + 16, top: y - 16, bottom: y + 16 };
    });
  }

  #text(words: string, x: number, y: number, kind = ''): SVGTextElement {
    const text = document.createElementNS(SVG, 'text');
    text.setAttribute('x', x.toFixed(1));
    text.setAttribute('y', y.toFixed(1));
    if (kind) text.setAttribute('class', kind);
    text.textContent = words;
    return text;
  }

  /** Only those in the picture; islands and names are written over them. */
  #drawTiles() {
    const { tiles } = this.#given;
    if (!tiles) return;
    const { width, height } = this.#size;
    const level = Math.max(4, Math.min(18, Math.round(Math.log2((this.#view.scale * WORLD) / 256))));
    const side = WORLD / 2 ** level;
    const from = fromPicture({ x: 0, y: 0 }, this.#view, this.#size);
    const to = fromPicture({ x: width, y: height }, this.#view, this.#size);
    const column = (x: number) => Math.floor((x - WORLD_CORNER.x) / side);
    const row = (y: number) => Math.floor((y - WORLD_CORNER.y) / side);
    const layer = this.#one('.tiles');
    const gone = new Set(layer.children);
    for (let x = column(from.x); x <= column(to.x); x++)
      for (let y = row(from.y); y <= row(to.y); y++) {
        const address = tiles.replace('{z}', `${level}`).replace('{x}', `${x}`).replace('{y}', `${y}`);
        const known = [...layer.children].find((one) => one.getAttribute('href') === address);
        if (known) {
          gone.delete(known);
          continue;
        }
        const image = document.createElementNS(SVG, 'image');
        const place = {
          x: WORLD_CORNER.x + x * side,
          y: WORLD_CORNER.y + y * side,
          width: side,
          height: side,
        };
        for (const [name, value] of Object.entries({ ...place, href: address }))
          image.setAttribute(name, String(value));
        layer.append(image);
      }
    for (const one of gone) one.remove();
  }

  #drawGrid() {
    const grid = graticule(this.#view, this.#size);
    const { words } = this.#given;
    this.#one('.grid').setAttribute('d', grid.path);
    this.#one('.degrees').replaceChildren(
      ...grid.meridians.map(({ at, degrees }) =>
        this.#text(degrees + words.east, at + 3, this.#size.height - 5),
      ),
      ...grid.parallels.map(({ at, degrees }) =>
        this.#text(degrees + words.north, this.#size.width - 40, at - 4),
      ),
    );
  }

  /** For each step of closeness worked out once: five thousand points are then a look into a list. */
  #clustersNow(): Cluster[] {
    const step = Math.round(Math.log2(this.#view.scale) * 2);
    const known = this.#clusters.get(step);
    if (known) return known;
    const made = clustersAt(this.#spots, 2 ** (step / 2), RADIUS);
    this.#clusters.set(step, made);
    return made;
  }

  #drawMarks() {
    const layer = this.#one('.layer');
    const gone = new Map(this.#marks);
    for (const cluster of this.#clustersNow()) {
      const { x, y } = inPicture(cluster, this.#view, this.#size);
      if (x < -30 || y < -30 || x > this.#size.width + 30 || y > this.#size.height + 30) continue;
      const key = `${cluster.members[0]}:${cluster.members.length}`;
      const mark = this.#marks.get(key) ?? this.#newMark(key, cluster);
      gone.delete(key);
      mark.cluster = cluster;
      mark.element.style.transform = `translate(${x.toFixed(1)}px,${y.toFixed(1)}px)`;
      mark.element.classList.toggle('chosen', cluster.members.includes(this.#chosen));
      if (!mark.element.isConnected) layer.append(mark.element);
    }
    for (const [key, { element }] of gone) {
      element.remove();
      this.#marks.delete(key);
    }
    layer.querySelector('.me')?.remove();
    if (!this.#me) return;
    const { x, y } = inPicture(flat(this.#me), this.#view, this.#size);
    const me = document.createElement('span');
    me.className = 'me';
    me.role = 'img';
    me.ariaLabel = this.#given.words.here;
    me.style.transform = `translate(${x}px,${y}px)`;
    layer.append(me);
  }

  #newMark(key: string, cluster: Cluster): Mark {
    const element = document.createElement('button');
    const [first] = cluster.members;
    const point = this.#points[first ?? 0]!;
    const count = cluster.members.length;
    element.type = 'button';
    element.tabIndex = -1;
    element.className = count > 1 ? 'mark many' : 'mark';
    element.ariaLabel =
      count > 1 ? this.#given.words.cluster.replace('{n}', String(count)) : `${point.number}. ${point.name}`;
    const face = document.createElement('span');
    face.textContent = String(count > 1 ? count : point.number);
    element.append(face);
    const mark = { element, cluster };
    this.#marks.set(key, mark);
    return mark;
  }
}

customElements.define('points-map', PointsMap);
