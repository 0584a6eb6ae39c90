/** Where an expression finds its variables and puts what it assigns; null for a value that only the machine knows. */
export interface ArithmeticVariables {
  get(name: string): string | null | undefined
  set(name: string, value: string): unknown
}

/** From the loosest to the tightest, as in C. */
const BINARY: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
]
const ASSIGNING = /^(?:[-+*/%&|^]|<<|>>)?=$/
const TOKEN = /\s*(0[xX][0-9a-fA-F]+|\d+|[A-Za-z_]\w*|<<=|>>=|\+\+|--|\*\*|&&|\|\||<<|>>|[-+*/%&|^<>=!]=|[-+*/%&|^<>=!~?:(),])/y
/** Nobody writes more. */
const MOST_TOKENS = 200
/** Names of names end somewhere. */
const DEEPEST = 10

/**
 * The value of a shell's arithmetic expression, of whole numbers, its `$` already filled in; null where it cannot be known. What it assigns is
 * assigned.
 */
export function evaluate(text: string, variables: ArithmeticVariables, depth = 0): number | null {
  const tokens: string[] = []
  for (let at = 0; at < text.trimEnd().length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at
    const found = TOKEN.exec(text)
    if (found === null || tokens.length >= MOST_TOKENS) return null
    tokens.push(found[1] ?? '')
  }
  if (tokens.length === 0) return 0
  const reader = new ExpressionReader(tokens, variables, depth)
  const value = reader.list()
  return reader.done && Number.isSafeInteger(value) ? value : null
}

/** Unknown values are NaN on their way: nothing that is made of one is known. */
class ExpressionReader {
  private at = 0

  constructor(
    private readonly tokens: readonly string[],
    private readonly variables: ArithmeticVariables,
    private readonly depth: number,
  ) {}

  get done(): boolean {
    return this.at >= this.tokens.length
  }

  list(): number {
    let value = this.assignment()
    while (this.take(',')) value = this.assignment()
    return value
  }

  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false
    this.at++
    return true
  }

  private assignment(): number {
    const name = this.tokens[this.at] ?? ''
    const operator = this.tokens[this.at + 1] ?? ''
    if (!/^[A-Za-z_]/.test(name) || !ASSIGNING.test(operator)) return this.choice()
    this.at += 2
    const right = this.assignment()
    return this.assign(name, operator === '=' ? right : combine(operator.slice(0, -1), this.valueOf(name), right))
  }

  private choice(): number {
    const condition = this.binary(0)
    if (!this.take('?')) return condition
    const yes = this.assignment()
    if (!this.take(':')) return Number.NaN
    const no = this.assignment()
    return Number.isNaN(condition) ? Number.NaN : condition === 0 ? no : yes
  }

  private binary(level: number): number {
    const operators = BINARY[level]
    if (operators === undefined) return this.power()
    let left = this.binary(level + 1)
    for (;;) {
      const operator = this.tokens[this.at] ?? ''
      if (!operators.includes(operator)) return left
      this.at++
      left = combine(operator, left, this.binary(level + 1))
    }
  }

  private power(): number {
    const base = this.unary()
    return this.take('**') ? combine('**', base, this.power()) : base
  }

  private unary(): number {
    const token = this.tokens[this.at++] ?? ''
    switch (token) {
      case '-':
        return -this.unary()
      case '+':
        return this.unary()
      case '!': {
        const value = this.unary()
        return Number.isNaN(value) ? value : Number(value === 0)
      }
      case '~':
        return -this.unary() - 1
      case '++':
      case '--': {
        const name = this.tokens[this.at++] ?? ''
        return this.assign(name, this.valueOf(name) + (token === '++' ? 1 : -1))
      }
      case '(': {
        const value = this.list()
        return this.take(')') ? value : Number.NaN
      }
    }
    if (/^\d/.test(token)) return numberOf(token)
    if (!/^[A-Za-z_]/.test(token)) return Number.NaN
    const value = this.valueOf(token)
    const step = this.take('++') ? 1 : this.take('--') ? -1 : 0
    if (step !== 0) this.assign(token, value + step)
    return value
  }

  private assign(name: string, value: number): number {
    if (/^[A-Za-z_]\w*$/.test(name) && Number.isSafeInteger(value)) this.variables.set(name, String(value))
    return value
  }

  /** A variable may hold an expression itself. */
  private valueOf(name: string): number {
    const text = this.variables.get(name)
    if (text === null || text === undefined || this.depth >= DEEPEST) return Number.NaN
    return evaluate(text, this.variables, this.depth + 1) ?? Number.NaN
  }
}

function numberOf(token: string): number {
  if (/^0x/i.test(token)) return Number.parseInt(token, 16)
  return /^0[0-7]+$/.test(token) ? Number.parseInt(token, 8) : Number(token)
}

function combine(operator: string, left: number, right: number): number {
  if (Number.isNaN(left) || Number.isNaN(right)) return Number.NaN
  switch (operator) {
    case '||':
      return Number(left !== 0 || right !== 0)
    case '&&':
      return Number(left !== 0 && right !== 0)
    case '|':
      return Number(BigInt(left) | BigInt(right))
    case '^':
      return Number(BigInt(left) ^ BigInt(right))
    case '&':
      return Number(BigInt(left) & BigInt(right))
    case '==':
      return Number(left === right)
    case '!=':
      return Number(left !== right)
    case '<=':
      return Number(left <= right)
    case '>=':
      return Number(left >= right)
    case '<':
      return Number(left < right)
    case '>':
      return Number(left > right)
    case '<<':
      return right < 0 || right > 52 ? Number.NaN : left * 2 ** right
    case '>>':
      return right < 0 || right > 52 ? Number.NaN : Math.floor(left / 2 ** right)
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return right === 0 ? Number.NaN : Math.trunc(left / right)
    case '%':
      return right === 0 ? Number.NaN : left % right
    case '**':
      return right < 0 ? Number.NaN : left ** right
    default:
      return Number.NaN
  }
}
