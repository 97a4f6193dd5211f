import assert from "node:assert/strict";
import test from "node:test";

import cases from "./numbers.json" with { type: "json" };
import { percent, shortNumber } from "./numbers.ts";

for (const figure of cases) {
  for (const language of ["en", "zh-Hans", "zh-Hant"] as const) {
    test(`${figure.value} reads as ${figure[language]} in ${language}`, () => {
      assert.equal(shortNumber(figure.value, language, figure.digits), figure[language]);
    });
  }
}

test("a share reads as a percentage", () => {
  assert.equal(percent(0.12345), "12.3%");
  assert.equal(percent(-0.5, 0), "−50%");
});
