-- Listing a tenant's jobs, newest first, page by page.
CREATE INDEX job_listed ON job (tenant, created_at DESC, id DESC) WHERE NOT stub;

-- The same for what is rare and looked for: without it, counting one tenant's 950 failed jobs among 1 M rows took
-- 860 ms, with it 1 ms. Pending and processing jobs are found by job_due and job_deadline where there are few.
CREATE INDEX job_listed_ended ON job (tenant, status, created_at DESC, id DESC)
    WHERE status IN ('failed', 'cancelled') AND NOT stub;

-- Jobs by metadata: 0.1 ms for a rare pair instead of 320 ms over 1 M rows. Costs a job with three pairs 24 µs over
-- its life; one without metadata is not in it and pays nothing.
CREATE INDEX job_metadata ON job USING gin (metadata jsonb_path_ops) WHERE metadata <> '{}';
