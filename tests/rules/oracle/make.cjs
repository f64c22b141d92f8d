// Writes expected.json with cql-execution (Apache-2.0), an independent engine with Kleene's logic, partial dates and UCUM.
// Run once by hand where Node is installed: npm install cql-execution && node make.cjs > expected.json. The tests need no Node.
const { ThreeValuedLogic } = require("cql-execution/lib/datatypes/logic");
const { Date: CqlDate } = require("cql-execution/lib/datatypes/datetime");
const { convertUnit } = require("cql-execution/lib/util/units");
const { Quantity } = require("cql-execution");
const { lessThan, lessThanOrEquals } = require("cql-execution/lib/util/comparison");
const { version } = require("cql-execution/package.json");

const truths = [true, false, null];
const logic = [];
for (const a of truths) {
  logic.push({ op: "not", a, result: ThreeValuedLogic.not(a) });
  for (const b of truths) {
    logic.push({ op: "and", a, b, result: ThreeValuedLogic.and(a, b) });
    logic.push({ op: "or", a, b, result: ThreeValuedLogic.or(a, b) });
  }
}

const partial = (text) => new CqlDate(...text.split("-").map(Number));
const days = ["2026-03-12", "2026-03-31", "2024-02-29", "2026-01-01", "2025-12-31"];
const events = [
  "2026", "2025", "2024", "2026-03", "2026-02", "2026-01", "2025-12", "2025-09", "2024-02", "2026-03-12", "2026-03-11",
  "2026-02-28", "2026-02-12", "2026-02-11", "2025-12-12", "2025-12-11", "2025-09-12", "2025-09-11", "2024-02-29",
];
const spans = [[14, "day"], [28, "day"], [6, "week"], [1, "month"], [3, "month"], [6, "month"], [1, "year"]];
const windows = [];
const adding = [];
for (const day of days) {
  for (const [n, unit] of spans) {
    const start = partial(day).add(-n, unit);
    adding.push({ day, n: -n, unit, result: start.toString() }, { day, n, unit, result: partial(day).add(n, unit).toString() });
    for (const event of events) windows.push({ event, day, n, unit, result: partial(event).sameOrAfter(start, "day") });
  }
}

const between = [];
const ages = [];
for (const day of days) {
  for (const event of events) {
    const apart = partial(event).differenceBetween(partial(day), "day");
    between.push({ event, day, low: apart.low, high: apart.high });
  }
  for (const born of ["1955-03-12", "1955-03-13", "1955", "1955-03", "2008-02-29", "2008", "1985-06-30"]) {
    const years = partial(born).durationBetween(partial(day), "year");
    ages.push({ born, day, low: years.low, high: years.high });
  }
}

const units = [
  ["hb", "g/dL", "g/dL", "g/L"], ["hb", "g/L", "g/L", "g/L"], ["plt", "K/uL", "10*3/uL", "10*9/L"],
  ["plt", "/mm3", "/mm3", "10*9/L"], ["anc", "/uL", "/uL", "10*9/L"], ["wbc", "10^9/L", "10*9/L", "10*9/L"],
  ["igg", "mg/dL", "mg/dL", "g/L"], ["igg", "g/L", "g/L", "g/L"], ["qtc", "s", "s", "ms"], ["qtc", "ms", "ms", "ms"],
  ["weight", "lb", "[lb_av]", "kg"], ["height", "m", "m", "cm"], ["height", "in", "[in_i]", "cm"],
  ["temperature", "F", "[degF]", "Cel"], ["creatinine_clearance", "mL/min", "mL/min", "mL/min"],
].map(([analyte, written, from, to]) => ({ analyte, written, ucum: from, canonical: to,
  values: [0.5, 1, 7.9, 101].map((value) => ({ value, result: convertUnit(value, from, to) })) }));
const comparing = [
  ["hb", 8, "g/dL", 80, "g/L"], ["hb", 7.9, "g/dL", 80, "g/L"], ["hb", 8.1, "g/dL", 80, "g/L"],
  ["plt", 49, "10*3/uL", 50, "10*9/L"], ["plt", 50000, "/mm3", 50, "10*9/L"], ["plt", 50001, "/uL", 50, "10*9/L"],
  ["qtc", 0.48, "s", 480, "ms"], ["qtc", 0.481, "s", 480, "ms"], ["igg", 400, "mg/dL", 4, "g/L"], ["igg", 399, "mg/dL", 4, "g/L"],
].map(([analyte, a, unitA, b, unitB]) => ({ analyte, a, unitA, b, unitB,
  less: lessThan(new Quantity(a, unitA), new Quantity(b, unitB)),
  atMost: lessThanOrEquals(new Quantity(a, unitA), new Quantity(b, unitB)) }));

process.stdout.write(JSON.stringify({ engine: `cql-execution ${version}`, logic, adding, windows, between, ages, units, comparing }) + "\n");
