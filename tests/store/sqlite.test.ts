import { openSqlite } from '../../src/store/sqlite.ts';
import { storeContract } from './contract.ts';

storeContract('SQLite', () => openSqlite(':memory:'));
