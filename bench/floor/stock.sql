INSERT INTO stock SELECT m, p, 1000000, 0, 1000000, 0, 0 FROM generate_series(1, 10) m, generate_series(1, 1000) p;
