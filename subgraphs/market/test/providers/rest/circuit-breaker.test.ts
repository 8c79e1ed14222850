import { expect, it } from 'vitest';
import { CircuitBreaker } from '../../../src/providers/rest/circuit-breaker.ts';

/** Lets a breaker open at 0. */
function opened(): CircuitBreaker {
  const circuit = new CircuitBreaker();
  for (let call = 0; call < 5; call++) {
    expect(circuit.enter(0)).toBeNull();
    circuit.failed(0);
  }
  return circuit;
}

it('opens after five failures in a row, and not when one call in between succeeds', () => {
  const circuit = new CircuitBreaker();
  for (let call = 0; call < 20; call++) {
    expect(circuit.enter(call)).toBeNull();
    if (call % 5 === 4) circuit.succeeded();
    else circuit.failed(call);
  }
  expect(circuit.state(20)).toBe('CLOSED');
  expect(opened().state(0)).toBe('OPEN');
});

it('rests twice as long after each probe that fails, up to ten minutes', () => {
  const circuit = opened();
  const rests: number[] = [];
  for (let now = 0; rests.length < 8; ) {
    const rest = circuit.enter(now) ?? 0;
    rests.push(rest / 1_000);
    now += rest;
    expect(circuit.state(now)).toBe('HALF_OPEN');
    expect(circuit.enter(now)).toBeNull();
    circuit.failed(now);
  }
  expect(rests).toEqual([30, 60, 120, 240, 480, 600, 600, 600]);
});

it('gives the probe to the next caller when it was not made', () => {
  const circuit = opened();
  expect(circuit.enter(30_000)).toBeNull();
  expect(circuit.enter(30_000)).toBe(1_000);
  circuit.left();
  expect(circuit.enter(30_000)).toBeNull();
  circuit.succeeded();
  expect(circuit.state(30_000)).toBe('CLOSED');
});

it('calls that end when it has opened already do not prolong its rest', () => {
  const circuit = opened();
  circuit.failed(20_000);
  expect(circuit.enter(29_999)).toBe(1);
  expect(circuit.enter(30_000)).toBeNull();
});
