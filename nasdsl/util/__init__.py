"""What has nothing to do with networks: files and the garbage collector."""
