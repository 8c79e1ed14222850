import { startOneProcess } from '../stack/stack.ts';
import { joinedGraph } from './joined-graph.ts';

joinedGraph('one process', () => startOneProcess());
