BEGIN TRANSACTION;
CREATE TABLE candidates (
    generation INTEGER NOT NULL,
    position INTEGER NOT NULL,
    vector TEXT NOT NULL,     -- JSON
    genome TEXT NOT NULL,     -- JSON; [] where the vector encodes none
    "index" TEXT NOT NULL,    -- decimal; '' without a genome
    hash TEXT NOT NULL,       -- '' where the genome is no network
    params TEXT NOT NULL,     -- decimal
    macs TEXT NOT NULL,       -- decimal
    memory TEXT NOT NULL,     -- decimal
    status TEXT NOT NULL,     -- ok, infeasible or failed
    "values" TEXT NOT NULL,   -- JSON: the objectives
    violation REAL NOT NULL,
    reason TEXT NOT NULL,
    cached INTEGER NOT NULL,  -- 1 where the network had been evaluated before
    PRIMARY KEY (generation, position)
);
INSERT INTO "candidates" VALUES(0,0,'[1]','[1]','1','02d28e0b022792eb69359ee14552c93b','650','640','3152','ok','[0.9027777777777778, 650.0]',0.0,'',0);
INSERT INTO "candidates" VALUES(0,1,'[1]','[1]','1','02d28e0b022792eb69359ee14552c93b','650','640','3152','ok','[0.9027777777777778, 650.0]',0.0,'',1);
INSERT INTO "candidates" VALUES(1,0,'[1]','[1]','1','02d28e0b022792eb69359ee14552c93b','650','640','3152','ok','[0.9027777777777778, 650.0]',0.0,'',1);
INSERT INTO "candidates" VALUES(1,1,'[1]','[1]','1','02d28e0b022792eb69359ee14552c93b','650','640','3152','ok','[0.9027777777777778, 650.0]',0.0,'',1);
CREATE TABLE evaluations (
    number INTEGER PRIMARY KEY,  -- the order in which they were made
    hash TEXT NOT NULL UNIQUE,
    metrics TEXT NOT NULL,       -- JSON; {} where it failed
    reason TEXT NOT NULL,        -- '' where it did not
    seconds REAL NOT NULL
);
INSERT INTO "evaluations" VALUES(1,'02d28e0b022792eb69359ee14552c93b','{"accuracy": 0.09722222222222222, "loss": 2.4790316687689886}','',3.66010978999838698655e+00);
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO "meta" VALUES('version','2');
CREATE TABLE tests (
    hash TEXT PRIMARY KEY,
    metrics TEXT NOT NULL,
    reason TEXT NOT NULL,
    seconds REAL NOT NULL
);
INSERT INTO "tests" VALUES('02d28e0b022792eb69359ee14552c93b','{"accuracy": 0.09444444444444444, "loss": 2.464837646484375}','',3.6795831059989723144e+00);
COMMIT;
