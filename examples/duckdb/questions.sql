-- Five questions to an export: copydesk export --since 2026-11-01 --format parquet -o articles/
-- From the folder that holds articles/: duckdb < questions.sql

CREATE VIEW articles AS SELECT * FROM read_parquet('articles/articles/*/*.parquet', hive_partitioning = true);
CREATE VIEW blocks AS SELECT * FROM read_parquet('articles/blocks/*/*.parquet', hive_partitioning = true);
CREATE VIEW quotes AS SELECT * FROM read_parquet('articles/quotes/*/*.parquet', hive_partitioning = true);

-- 1. How many articles did each site publish a day, without copies?
SELECT day, host, count(*) AS published
FROM articles
WHERE duplicate_of IS NULL
GROUP BY day, host
ORDER BY day, published DESC, host;

-- 2. Who is quoted most, and on how many sites?
SELECT speaker, count(*) AS said, count(DISTINCT host) AS sites
FROM quotes
JOIN articles USING (article_id)
WHERE speaker IS NOT NULL
GROUP BY speaker
ORDER BY said DESC, speaker
LIMIT 20;

-- 3. In which paragraphs does a word occur, and under which heading?
SELECT headline, blocks.section AS heading, blocks.text
FROM blocks
JOIN articles USING (article_id)
WHERE blocks.type = 'paragraph' AND blocks.text ILIKE '%bridge%'
ORDER BY article_id, position
LIMIT 20;

-- 4. How long are the articles of each site, and how many name no author?
SELECT host, median(word_count) AS words, avg(CASE WHEN len(authors) = 0 THEN 1 ELSE 0 END) AS unsigned
FROM articles
GROUP BY host
ORDER BY host;

-- 5. Which articles were taken over most often, and by whom?
SELECT original.headline, original.host, count(*) AS copies, list(DISTINCT copy.host ORDER BY copy.host) AS hosts
FROM articles AS copy
JOIN articles AS original ON original.article_id = copy.duplicate_of
GROUP BY original.article_id, original.headline, original.host
ORDER BY copies DESC, original.headline
LIMIT 20;
