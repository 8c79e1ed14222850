import type { FederatedGraph } from '../federated-graph.ts';
import { abstractTypes, interfacesApart, unionIntersection } from './abstract-types.ts';
import { conditions, parents } from './conditions.ts';
import { faults, requiredArguments } from './faults.ts';
import { firstFederationAlone, mixedFederations } from './first-federation.ts';
import { indirectExtension, interfaceObjects } from './interface-objects.ts';
import { complexKeys, keysMashup, nullKeys } from './keys.ts';
import { overrides } from './overrides.ts';
import { provides, providesOfAbstract, requiresProvided } from './provides.ts';
import { requiresChain, requiresCircle, requiresFragments } from './requires.ts';
import { intersections, mutations, sharedRoots } from './roots.ts';

export const graphs: readonly FederatedGraph[] = [
  abstractTypes,
  unionIntersection,
  interfacesApart,
  interfaceObjects,
  indirectExtension,
  keysMashup,
  complexKeys,
  nullKeys,
  requiresChain,
  requiresFragments,
  requiresCircle,
  requiredArguments,
  requiresProvided,
  provides,
  providesOfAbstract,
  overrides,
  firstFederationAlone,
  mixedFederations,
  sharedRoots,
  mutations,
  intersections,
  conditions,
  parents,
  faults,
];
