import numpy as np
import matplotlib.pyplot as plt
from mpl_toolkits.mplot3d import Axes3D
import seaborn as sns


def grad(A, x, b):
    return A.T @ (A @ x - b)


sns.set_theme()
plt.style.use("ggplot")
figure, axes = plt.subplots(figsize=(4, 3))
axes.plot(np.arange(3), [1, 2, 3], label="loss")
axes.legend()
plt.savefig("loss.png")
plt.show()
