"""What arrives from outside, read with suspicion: files of results from the exam platform.

Effects and rules meet here, as they do in `generator.build`: a file is read, judged whole, shown, and only then kept.
"""
