/** Keys of names, each worked out once: a list asks for the same ones again and again. */

import { productKey } from '#src/domain/catalogue/product.ts';
import { decisionKey, issuerKey } from '#src/domain/certification/decision.ts';
import { producerKey, producerKindOf } from '#src/domain/producers/producer.ts';

const MOST = 60_000;

function remembered<Value>(work: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const held = known.get(text);
    if (held !== undefined || known.has(text)) return held as Value;
    if (known.size >= MOST) known.clear();
    const value = work(text);
    known.set(text, value);
    return value;
  };
}

export const keyOfProduct = remembered(productKey);
export const keyOfProducer = remembered(producerKey);
export const kindOfProducer = remembered(producerKindOf);
export const keyOfDecision = remembered(decisionKey);
export const keyOfIssuer = remembered(issuerKey);
