// Follows a value that must be closed (a span) through a function: is there a way out of it on which the value is still open?
//
// It walks the statements in order and knows of each point whether it is unreachable, closed, or maybe open. What the walk cannot know (an
// escape into other code) is not its matter: it is asked about values that stay in the function.
import type { SourceCode } from "eslint";
import type { TSESTree } from "@typescript-eslint/types";
import { childrenOf, isFunction, lastName, type Node, unwrap } from "./syntax.ts";

const unreachable = 0;
const closed = 1;
const open = 2;
type State = typeof unreachable | typeof closed | typeof open;

export interface Tracked {
  /** The expression that opens the value; for a parameter the function itself. */
  readonly opener: Node;
  readonly name: string;
  /** Whether `node` closes the value. */
  readonly closes: (node: Node) => boolean;
  /** Texts of the conditions under which it is opened: the same condition later guards its end. */
  readonly conditions: ReadonlySet<string>;
}

/** A way out of the function that leaves the value open: a `return`, a `throw`, or the end of the body. */
export interface Leak {
  readonly kind: "return" | "throw" | "end" | "loop" | "overwritten";
  readonly node: Node;
}

interface Exit {
  readonly kind: "return" | "throw" | "break" | "continue";
  readonly label: string | undefined;
  readonly state: State;
  readonly node: Node;
}

interface Frame {
  exits: Exit[];
  /** The most open state in which an expression may throw. */
  thrown: State;
}

/** The first way out of `body` on which the value may be open; undefined without one. */
export function firstLeak(body: Node, tracked: Tracked, sourceCode: SourceCode): Leak | undefined {
  const flow = new Flow(tracked, sourceCode);
  const frame: Frame = { exits: [], thrown: unreachable };
  const start = tracked.opener === body.parent ? open : closed;
  const end = flow.statement(body, start, frame);
  const left = frame.exits.find(
    ({ state, kind }) => state === open && (kind === "return" || kind === "throw"),
  );
  if (left !== undefined) return { kind: left.kind as "return" | "throw", node: left.node };
  const again = flow.reopened;
  if (again !== undefined) return { kind: again === tracked.opener ? "loop" : "overwritten", node: again };
  return end === open ? { kind: "end", node: body } : undefined;
}

const join = (...states: State[]): State => Math.max(unreachable, ...states) as State;

class Flow {
  /** What was reached while the value was still open: the opener, or an assignment of another value. */
  reopened: Node | undefined;
  readonly #tracked: Tracked;
  readonly #sourceCode: SourceCode;

  constructor(tracked: Tracked, sourceCode: SourceCode) {
    this.#tracked = tracked;
    this.#sourceCode = sourceCode;
  }

  #statements(list: readonly Node[], state: State, frame: Frame): State {
    return list.reduce<State>(
      (now, one) => (now === unreachable ? now : this.statement(one, now, frame)),
      state,
    );
  }

  statement(node: Node, state: State, frame: Frame): State {
    switch (node.type) {
      case "BlockStatement":
      case "StaticBlock":
      case "Program":
        return this.#statements(node.body, state, frame);
      case "IfStatement":
        return this.#branches(node.test, node.consequent, node.alternate, state, frame);
      case "LabeledStatement":
        return this.#labeled(node, state, frame);
      case "SwitchStatement":
        return this.#cases(node, state, frame);
      case "TryStatement":
        return this.#attempt(node, state, frame);
      case "FunctionDeclaration":
      case "ClassDeclaration":
        return state;
      default:
        return isLoop(node) ? this.#loop(node, state, frame) : this.#plain(node, state, frame);
    }
  }

  /** Statements without others inside. */
  #plain(node: Node, state: State, frame: Frame): State {
    switch (node.type) {
      case "ReturnStatement": {
        const after = node.argument === null ? state : this.#expression(node.argument, state, frame);
        return leave("return", node, after, frame);
      }
      case "ThrowStatement":
        return leave("throw", node, this.#expression(node.argument, state, frame), frame);
      case "BreakStatement":
        return leave("break", node, state, frame, node.label?.name);
      case "ContinueStatement":
        return leave("continue", node, state, frame, node.label?.name);
      default:
        return this.#expression(node, state, frame);
    }
  }

  #branches(test: Node, yes: Node, no: Node | null, state: State, frame: Frame): State {
    const after = this.#expression(test, state, frame);
    const guard = this.#guardOf(test);
    const one = this.statement(yes, guard === "absent" ? closed : after, frame);
    const other = guard === "present" && after === open ? closed : after;
    return join(one, no === null ? other : this.statement(no, other, frame));
  }

  /** Whether a condition says that the value exists, or that it does not. */
  #guardOf(test: Node): "present" | "absent" | undefined {
    const node = unwrap(test);
    if (this.#isValue(node) || this.#tracked.conditions.has(this.#sourceCode.getText(node as never)))
      return "present";
    if (node.type === "UnaryExpression" && node.operator === "!") {
      const inner = this.#guardOf(node.argument);
      return inner === "present" ? "absent" : inner === "absent" ? "present" : undefined;
    }
    if (node.type === "LogicalExpression" && node.operator === "&&")
      return this.#guardOf(node.left) === "present" && this.#guardOf(node.right) === "present"
        ? "present"
        : undefined;
    return node.type === "BinaryExpression" && this.#isValue(unwrap(node.left))
      ? comparison(node)
      : undefined;
  }

  #isValue(node: Node): boolean {
    return node.type === "Identifier" && node.name === this.#tracked.name;
  }

  #labeled(node: TSESTree.LabeledStatement, state: State, frame: Frame): State {
    const inner: Frame = { exits: [], thrown: unreachable };
    const label = node.label.name;
    const end = this.statement(node.body, state, inner);
    pass(inner, frame, (exit) => exit.label !== label);
    return join(end, ...inner.exits.filter((exit) => exit.label === label).map((exit) => exit.state));
  }

  #cases(node: TSESTree.SwitchStatement, state: State, frame: Frame): State {
    const inner: Frame = { exits: [], thrown: unreachable };
    const start = this.#expression(node.discriminant, state, inner);
    let now: State = unreachable;
    for (const one of node.cases) now = this.#statements(one.consequent, join(now, start), inner);
    const hasDefault = node.cases.some(({ test }) => test === null);
    pass(inner, frame, (exit) => !isPlainBreak(exit));
    return join(
      now,
      hasDefault ? unreachable : start,
      ...inner.exits.filter(isPlainBreak).map((exit) => exit.state),
    );
  }

  #attempt(node: TSESTree.TryStatement, state: State, frame: Frame): State {
    const inner: Frame = { exits: [], thrown: unreachable };
    let end = this.statement(node.block, state, inner);
    let { exits } = inner;
    let { thrown } = inner;
    if (node.handler !== null) {
      const explicit = exits.filter(({ kind }) => kind === "throw").map((exit) => exit.state);
      const handler: Frame = { exits: [], thrown: unreachable };
      const entry = join(thrown, ...explicit);
      // a block that cannot throw has a handler all the same
      end = join(end, this.statement(node.handler.body, entry === unreachable ? closed : entry, handler));
      exits = [...exits.filter(({ kind }) => kind !== "throw"), ...handler.exits];
      ({ thrown } = handler);
    }
    if (node.finalizer === null) {
      frame.exits.push(...exits);
      frame.thrown = join(frame.thrown, thrown);
      return end;
    }
    return this.#finish(node.finalizer, { exits, thrown }, end, frame);
  }

  /** Whatever leaves a `try` goes through its `finally`. */
  #finish(finalizer: Node, { exits, thrown }: Frame, end: State, frame: Frame): State {
    const through = (state: State): State =>
      state === unreachable ? state : this.statement(finalizer, state, frame);
    for (const exit of exits) frame.exits.push({ ...exit, state: through(exit.state) });
    frame.thrown = join(frame.thrown, through(thrown));
    return through(end);
  }

  #loop(node: Loop, state: State, frame: Frame): State {
    const parts = partsOf(node);
    const inner: Frame = { exits: [], thrown: unreachable };
    let entry = this.#each(parts.before, state, inner);
    let left: State = unreachable;
    // twice: the second turn begins as the first one ended
    for (let turn = 0; turn < 2; turn++) {
      entry = this.#each(parts.test, entry, inner);
      if (!parts.endless && !parts.once) left = join(left, entry);
      const [end, broken] = this.#turn(parts, entry, inner);
      left = join(left, broken, parts.endless ? unreachable : end);
      if (end === unreachable) break;
      entry = parts.once ? end : join(entry, end);
    }
    pass(inner, frame, () => true);
    return left;
  }

  /** One turn of a loop: the states in which it goes on and in which it was left. */
  #turn({ body, after, label }: LoopParts, entry: State, frame: Frame): [State, State] {
    const own: Frame = { exits: [], thrown: unreachable };
    const isOwn = (exit: Exit, kind: Exit["kind"]): boolean =>
      exit.kind === kind && (exit.label === undefined || exit.label === label);
    const statesOf = (kind: Exit["kind"]): State[] =>
      own.exits.filter((exit) => isOwn(exit, kind)).map((exit) => exit.state);
    const end = join(this.statement(body, entry, own), ...statesOf("continue"));
    pass(own, frame, (exit) => !isOwn(exit, "break") && !isOwn(exit, "continue"));
    return [this.#each(after, end, frame), join(...statesOf("break"))];
  }

  #each(nodes: readonly Node[], state: State, frame: Frame): State {
    return nodes.reduce<State>((now, one) => this.#expression(one, now, frame), state);
  }

  /** Evaluates an expression, or what else is not a statement with branches, in the order of the source. */
  #expression(node: Node, state: State, frame: Frame): State {
    if (state === unreachable || isFunction(node)) return state;
    switch (node.type) {
      case "ConditionalExpression":
        return this.#branches(node.test, node.consequent, node.alternate, state, frame);
      case "LogicalExpression": {
        const left = this.#expression(node.left, state, frame);
        const right = this.#expression(node.right, left, frame);
        const isGuard = node.operator === "&&" && this.#guardOf(node.left) === "present";
        return isGuard ? right : join(left, right);
      }
      default:
        return this.#effect(
          node,
          childrenOf(node, this.#sourceCode).reduce<State>(
            (now, one) => this.#expression(one, now, frame),
            state,
          ),
          frame,
        );
    }
  }

  #effect(node: Node, state: State, frame: Frame): State {
    if (node === this.#tracked.opener) {
      if (state === open) this.reopened ??= node;
      frame.thrown = join(frame.thrown, state);
      return open;
    }
    if (this.#tracked.closes(node)) return closed;
    if (state === open && this.#overwrites(node)) this.reopened ??= node;
    if (endsProcess(node)) return unreachable;
    if (this.#mayThrow(node)) frame.thrown = join(frame.thrown, state);
    return state;
  }

  #overwrites(node: Node): boolean {
    if (node.type !== "AssignmentExpression" || !this.#isValue(node.left)) return false;
    const { range } = this.#tracked.opener;
    return range[0] < node.range[0] || node.range[1] < range[1];
  }

  #mayThrow(node: Node): boolean {
    if (/^(?:New|Await|Yield|TaggedTemplate|Import)Expression$/.test(node.type)) return true;
    if (node.type !== "CallExpression") return false;
    const callee = unwrap(node.callee);
    return (
      callee.type !== "MemberExpression" ||
      !this.#isValue(unwrap(callee.object)) ||
      /^(?:run|trace)$/.test(lastName(callee) ?? "")
    );
  }
}

/** `process.exit(1)` */
function endsProcess(node: Node): boolean {
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return false;
  return lastName(node.callee.object) === "process" && /^(?:exit|abort)$/.test(lastName(node.callee) ?? "");
}

function leave(kind: Exit["kind"], node: Node, state: State, frame: Frame, label?: string): State {
  frame.exits.push({ kind, node, state, label });
  return unreachable;
}

function pass(inner: Frame, frame: Frame, keep: (exit: Exit) => boolean): void {
  frame.exits.push(...inner.exits.filter(keep));
  frame.thrown = join(frame.thrown, inner.thrown);
}

const isPlainBreak = ({ kind, label }: Exit): boolean => kind === "break" && label === undefined;

/** `span === undefined`, `span != null` */
function comparison({ operator, right }: TSESTree.BinaryExpression): "present" | "absent" | undefined {
  const isNothing =
    (right.type === "Identifier" && right.name === "undefined") ||
    (right.type === "Literal" && right.value === null);
  if (!isNothing) return undefined;
  return operator.startsWith("!") ? "present" : "absent";
}

type Loop =
  | TSESTree.ForStatement
  | TSESTree.ForInStatement
  | TSESTree.ForOfStatement
  | TSESTree.WhileStatement
  | TSESTree.DoWhileStatement;

interface LoopParts {
  readonly before: readonly Node[];
  readonly test: readonly Node[];
  readonly after: readonly Node[];
  readonly body: Node;
  readonly label: string | undefined;
  /** Only `break` leaves it. */
  readonly endless: boolean;
  /** The first turn comes before the first test. */
  readonly once: boolean;
}

function isLoop(node: Node): node is Loop {
  return /^(?:For|ForIn|ForOf|While|DoWhile)Statement$/.test(node.type);
}

function partsOf(node: Loop): LoopParts {
  const label = node.parent.type === "LabeledStatement" ? node.parent.label.name : undefined;
  const common = { before: [], test: [], after: [], body: node.body, label, endless: false, once: false };
  switch (node.type) {
    case "ForStatement":
      return {
        ...common,
        before: listed(node.init),
        test: listed(node.test),
        after: listed(node.update),
        endless: isTrue(node.test),
      };
    case "WhileStatement":
      return { ...common, test: [node.test], endless: isTrue(node.test) };
    case "DoWhileStatement":
      return { ...common, after: [node.test], endless: isTrue(node.test), once: true };
    default:
      return { ...common, before: [node.right] };
  }
}

const listed = (node: Node | null): readonly Node[] => (node === null ? [] : [node]);

function isTrue(test: Node | null): boolean {
  return test === null || (test.type === "Literal" && test.value === true);
}
