// Milestones as events, on the stock API.
import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("patterns");

function parse(text: string): number[] {
  const numbers = text.split(",").map(Number);
  trace.getActiveSpan()?.addEvent("parsed", { "import.numbers": numbers.length });
  return numbers.filter(Number.isFinite);
}

function store(numbers: readonly number[]): number {
  trace.getActiveSpan()?.addEvent("stored", { "import.kept": numbers.length });
  return numbers.length;
}

function importFile(text: string): number {
  return tracer.startActiveSpan("import file", (span) => {
    try {
      const numbers = parse(text);
      return store(numbers);
    } finally {
      span.end();
    }
  });
}

export function run(): number {
  return importFile("1,2,x");
}
