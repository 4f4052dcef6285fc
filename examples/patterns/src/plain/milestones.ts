// Work with moments that matter, some of them deep inside.
function parse(text: string): number[] {
  const numbers = text.split(",").map(Number);
  return numbers.filter(Number.isFinite);
}

function store(numbers: readonly number[]): number {
  return numbers.length;
}

function importFile(text: string): number {
  const numbers = parse(text);
  return store(numbers);
}

export function run(): number {
  return importFile("1,2,x");
}
