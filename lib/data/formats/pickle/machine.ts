import type { PickleSource } from "./source.ts"
import type { PickledGlobal, PickledType, PickleKey, StackValue } from "./values.ts"

/** The stack, its marks and the memo of a pickle being read. */
export class Machine {
  readonly #source: PickleSource
  readonly #memo = new Map<number, StackValue>()
  #stack: StackValue[] = []
  #below: StackValue[][] = []

  constructor(source: PickleSource) {
    this.#source = source
  }

  push(value: StackValue): void {
    this.#stack.push(value)
  }

  pop(): StackValue {
    return this.#stack.length > 0 ? this.#stack.pop()! : this.#source.refuse("takes a value from an empty stack")
  }

  top(): StackValue {
    return this.#stack.length > 0 ? this.#stack.at(-1)! : this.#source.refuse("looks at an empty stack")
  }

  mark(): void {
    if (this.#below.length > 1_000) this.#source.refuse("is nested more than 1000 deep")
    this.#below.push(this.#stack)
    this.#stack = []
  }

  /** What was pushed since the last mark, and the stack as it was before it. */
  sinceMark(): StackValue[] {
    const since = this.#stack
    this.#stack = this.#below.pop() ?? this.#source.refuse("closes what it did not open")
    return since
  }

  keep(index: number): void {
    this.#memo.set(index, this.top())
  }

  memoize(): void {
    this.keep(this.#memo.size)
  }

  recall(index: number): void {
    if (!this.#memo.has(index)) this.#source.refuse(`recalls ${index}, which it did not keep`)
    this.push(this.#memo.get(index)!)
  }

  tuple(count: number): void {
    const items = Array.from({ length: count }, () => this.pop()).reverse()
    this.push(Object.freeze(items) as StackValue)
  }

  append(items: readonly StackValue[]): void {
    const list = this.top()
    if (!Array.isArray(list) || Object.isFrozen(list)) this.#source.refuse("appends to what is no list")
    else for (const item of items) list.push(item)
  }

  set(items: readonly StackValue[]): void {
    const map = this.top()
    if (!(map instanceof Map) || items.length % 2 !== 0) this.#source.refuse("sets items of what is no dictionary")
    for (let i = 0; i < items.length; i += 2)
      (map as Map<PickleKey, StackValue>).set(this.#key(items[i]!), items[i + 1]!)
  }

  /** The one value that is left at the end. */
  result(): Exclude<StackValue, PickledType | PickledGlobal> {
    const value = this.pop()
    if (this.#stack.length > 0 || this.#below.length > 0) this.#source.refuse("ends with more than one value")
    return value as Exclude<StackValue, PickledType | PickledGlobal>
  }

  #key(value: StackValue): PickleKey {
    if (value === null || typeof value !== "object") return value
    return this.#source.refuse("has a dictionary whose key is neither text nor number")
  }
}
