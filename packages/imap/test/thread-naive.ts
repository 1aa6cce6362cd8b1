/**
 * REFERENCES as the six steps of RFC 5256 3 read, with nodes, lists and recursion, for small mailboxes: what the evaluation is compared with. It shares
 * no code with it.
 */

/** A message as the steps need it. */
export interface NaiveMail {
  readonly number: number
  readonly id: string | undefined
  readonly references: readonly string[]
  readonly base: string
  readonly isReply: boolean
  readonly date: number
}

interface Node {
  mail: NaiveMail | undefined
  parent: Node | undefined
  children: Node[]
}

const newNode = (mail?: NaiveMail): Node => ({ mail, parent: undefined, children: [] })

function adopt(parent: Node, child: Node): void {
  if (child.parent !== undefined) child.parent.children = child.parent.children.filter(one => one !== child)
  child.parent = parent
  parent.children.push(child)
}

const descends = (node: Node | undefined, ancestor: Node): boolean =>
  node !== undefined && (node === ancestor || descends(node.parent, ancestor))

const dateOf = (node: Node): readonly [number, number] => {
  const { mail } = node.mail === undefined ? node.children[0]! : node
  return [mail!.date, mail!.number]
}

function sortByDate(nodes: Node[]): void {
  nodes.sort((a, b) => dateOf(a)[0] - dateOf(b)[0] || dateOf(a)[1] - dateOf(b)[1])
}

/** The threads in the form of THREAD. */
export function naiveReferences(mails: readonly NaiveMail[]): string {
  const root = newNode()
  for (const node of linked(mails)) if (node.parent === undefined) adopt(root, node)
  for (const child of [...root.children]) prune(child, root)
  for (const child of root.children) if (child.mail === undefined) sortByDate(child.children)
  sortByDate(root.children)
  mergeSubjects(root)
  sortAll(root)
  return root.children.map(written).join('')
}

/** Step 1. */
function linked(mails: readonly NaiveMail[]): Node[] {
  const byId = new Map<string, Node>()
  const nodes: Node[] = []
  const add = (node: Node): Node => {
    nodes.push(node)
    return node
  }
  // "Lowest sequence number": who has an ID is known before any link is made.
  const own = mails.map(mail => {
    const node = add(newNode(mail))
    if (mail.id !== undefined && !byId.has(mail.id)) byId.set(mail.id, node)
    return node
  })
  const nodeOf = (id: string): Node => {
    const node = byId.get(id) ?? add(newNode())
    byId.set(id, node)
    return node
  }
  for (const [at, mail] of mails.entries()) {
    const chain = mail.references.map(nodeOf)
    for (const [place, child] of chain.entries()) {
      const parent = chain[place - 1]
      if (parent !== undefined && child.parent === undefined && !descends(parent, child)) adopt(parent, child)
    }
    const node = own[at]!
    if (node.parent !== undefined) {
      node.parent.children = node.parent.children.filter(one => one !== node)
      node.parent = undefined
    }
    const last = chain.at(-1)
    if (last !== undefined && !descends(last, node)) adopt(last, node)
  }
  return nodes
}

/** Step 3, from the leaves up. */
function prune(node: Node, root: Node): void {
  for (const child of [...node.children]) prune(child, root)
  if (node.mail !== undefined) return
  const parent = node.parent!
  if (node.children.length > 0 && parent === root && node.children.length > 1) return
  parent.children = parent.children.filter(one => one !== node)
  for (const child of [...node.children]) adopt(parent, child)
}

/** Step 5. */
function mergeSubjects(root: Node): void {
  const table = new Map<string, Node>()
  const subjectOf = (node: Node): string => (node.mail ?? node.children[0]!.mail!).base
  for (const node of root.children) {
    const known = table.get(subjectOf(node))
    if (subjectOf(node) === '') continue
    if (known === undefined) table.set(subjectOf(node), node)
    else if (known.mail !== undefined && (node.mail === undefined || (known.mail.isReply && !node.mail.isReply)))
      table.set(subjectOf(node), node)
  }
  for (const node of [...root.children]) {
    const subject = subjectOf(node)
    const known = table.get(subject)
    if (subject === '' || known === node || known === undefined) continue
    if (node.mail === undefined && known.mail === undefined) {
      for (const child of [...node.children]) adopt(known, child)
      root.children = root.children.filter(one => one !== node)
    } else if (known.mail === undefined || (node.mail!.isReply && !known.mail.isReply)) adopt(known, node)
    else {
      const dummy = newNode()
      adopt(root, dummy)
      adopt(dummy, known)
      adopt(dummy, node)
      table.set(subject, dummy)
    }
  }
}

/** Step 6. */
function sortAll(node: Node): void {
  for (const child of node.children) sortAll(child)
  sortByDate(node.children)
}

function written(node: Node): string {
  const numbers: number[] = []
  let last = node
  for (;;) {
    if (last.mail !== undefined) numbers.push(last.mail.number)
    if (last.children.length !== 1) break
    last = last.children[0]!
  }
  const branches = last.children.map(written).join('')
  return `(${numbers.join(' ')}${numbers.length > 0 && branches !== '' ? ' ' : ''}${branches})`
}
