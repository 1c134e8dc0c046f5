/** Tests of batches that gather while one is in flight. */
package dev.carillon.batch;
