const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (number: number): string => String(number).padStart(2, '0')

/** A moment in local time, as the logs write it. Made from microseconds since 1970 and the minutes local time is ahead. */
export class TimeText {
  readonly #local: Date
  readonly #offset: number

  constructor(microseconds: number, utcOffset: number) {
    this.#offset = utcOffset
    this.#local = new Date(Math.floor(microseconds / 1000) + utcOffset * 60_000)
  }

  /** `22/Nov/2026:10:00:00 +0000` */
  get common(): string {
    const at = this.#local
    const month = months[at.getUTCMonth()]
    return `${two(at.getUTCDate())}/${month}/${at.getUTCFullYear()}:${this.#clock(':')} ${this.#zone('')}`
  }

  /** `Sun Nov 22 10:00:00 2026`, the day padded with a space. */
  get ctime(): string {
    const at = this.#local
    const day = String(at.getUTCDate()).padStart(2, ' ')
    return `${days[at.getUTCDay()]} ${months[at.getUTCMonth()]} ${day} ${this.#clock(':')} ${at.getUTCFullYear()}`
  }

  /** `2026/11/22 10:00:00` */
  get slashed(): string {
    return `${this.#date('/')} ${this.#clock(':')}`
  }

  /** `2026-11-22T10:00:00.000+00:00` */
  get iso(): string {
    const millisecond = String(this.#local.getUTCMilliseconds()).padStart(3, '0')
    return `${this.#date('-')}T${this.#clock(':')}.${millisecond}${this.#zone(':')}`
  }

  /** `20261122` */
  get day(): string {
    return this.#date('')
  }

  /** `20261122-1000` */
  get minute(): string {
    return `${this.day}-${this.#clock('').slice(0, 4)}`
  }

  /** `20261122-100000` */
  get second(): string {
    return `${this.day}-${this.#clock('')}`
  }

  #date(between: string): string {
    const at = this.#local
    return [String(at.getUTCFullYear()).padStart(4, '0'), two(at.getUTCMonth() + 1), two(at.getUTCDate())].join(between)
  }

  #clock(between: string): string {
    const at = this.#local
    return [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(between)
  }

  #zone(between: string): string {
    const minutes = Math.abs(this.#offset)
    return `${this.#offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${between}${two(minutes % 60)}`
  }
}
