/** A row of a table as it is to become: new, or a known one with some of its fields changed. */
export class Planned<Facts extends { id: string }> {
  readonly now: Facts;
  readonly isNew: boolean;
  /** What the changed fields held before. */
  readonly before: Partial<Facts> = {};

  constructor(now: Facts, isNew: boolean) {
    this.now = now;
    this.isNew = isNew;
  }

  get changed(): boolean {
    return Object.keys(this.before).length > 0;
  }

  /** Gives a field a value. Says whether that changed anything. */
  set<Key extends keyof Facts>(key: Key, value: Facts[Key]): boolean {
    if (this.now[key] === value) return false;
    if (!this.isNew && !(key in this.before)) this.before[key] = this.now[key];
    this.now[key] = value;
    return true;
  }

  /** Gives a field that is empty a value; what stands there is left. Says whether that changed anything. */
  fill<Key extends keyof Facts>(key: Key, value: Facts[Key]): boolean {
    return value === null || this.now[key] !== null ? false : this.set(key, value);
  }

  /** The changed fields with what they hold now. */
  get after(): Partial<Facts> {
    return Object.fromEntries(
      Object.keys(this.before).map((key) => [key, this.now[key as keyof Facts]]),
    ) as Partial<Facts>;
  }
}
